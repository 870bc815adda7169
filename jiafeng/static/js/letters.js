// Messages: hints on a chosen photograph, corners dragged on it, and the keys of the reading queue. Each works without the others.
(() => {
  "use strict";

  // A small copy of the photograph is judged here, before anything is sent; the server looks again, and has the last word.
  const SIDE = 360;
  const judge = (image) => {
    const scale = SIDE / Math.max(image.naturalWidth, image.naturalHeight);
    const canvas = document.createElement("canvas");
    const width = canvas.width = Math.max(Math.round(image.naturalWidth * scale), 8);
    const height = canvas.height = Math.max(Math.round(image.naturalHeight * scale), 8);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, width, height);
    const data = context.getImageData(0, 0, width, height).data;
    const grey = new Float32Array(width * height);
    for (let i = 0; i < grey.length; i++) grey[i] = 0.3 * data[4 * i] + 0.59 * data[4 * i + 1] + 0.11 * data[4 * i + 2];
    const light = Array.from(grey).sort((a, b) => a - b)[Math.floor(grey.length * 0.9)];
    // Sharpness: the strongest second differences, beside the contrast there is.
    const edges = [];
    for (let y = 1; y < height - 1; y += 1) {
      for (let x = 1; x < width - 1; x += 1) {
        const at = y * width + x;
        edges.push(Math.abs(4 * grey[at] - grey[at - 1] - grey[at + 1] - grey[at - width] - grey[at + width]));
      }
    }
    edges.sort((a, b) => a - b);
    const sharp = edges[Math.floor(edges.length * 0.995)];
    // Cut off: two neighbouring edges of the picture, or more than half of all, are as light as the paper.
    const bright = (pixels) => pixels.filter((value) => value > light * 0.88).length / pixels.length > 0.6;
    const row = (y) => Array.from({ length: width }, (_, x) => grey[y * width + x]);
    const column = (x) => Array.from({ length: height }, (_, y) => grey[y * width + x]);
    const touched = [row(1), column(width - 2), row(height - 2), column(1)].filter(bright).length;
    if (light < 95) return "dark";
    if (sharp < 22) return "blurred";
    if (touched === 1 || touched === 2) return "cut";
    return "good";
  };

  const hints = document.getElementById("photo-hints");
  for (const input of document.querySelectorAll("input[type=file][data-hints]")) {
    input.addEventListener("change", () => {
      const file = input.files && input.files[0];
      if (!hints || !file || !file.type.startsWith("image/")) return;
      const image = new Image();
      const address = URL.createObjectURL(file);
      image.onload = () => {
        const found = judge(image);
        hints.hidden = false;
        hints.textContent = hints.dataset[found];
        hints.classList.toggle("note-g", found === "good");
        hints.classList.toggle("note-y", found !== "good");
        URL.revokeObjectURL(address);
      };
      image.onerror = () => URL.revokeObjectURL(address); // a kind this browser cannot show; the server can
      image.src = address;
    });
  }

  // Corners: shares of the picture's sides, clockwise from top left, in a hidden field.
  for (const form of document.querySelectorAll("[data-corners]")) {
    const svg = form.querySelector("svg");
    const field = form.querySelector("[data-value]");
    const labels = field.dataset.labels.split("|");
    const make = (name, attributes) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      svg.append(element);
      return element;
    };
    let points = [[0.05, 0.05], [0.95, 0.05], [0.95, 0.95], [0.05, 0.95]];
    try {
      const given = JSON.parse(field.value);
      if (Array.isArray(given) && given.length === 4) points = given;
    } catch (error) {
      field.value = "";
    }
    const outline = make("polygon", { class: "corner-line" });
    svg.removeAttribute("aria-hidden");
    const handles = points.map((_, at) => make("circle", { class: "corner", r: 26, tabindex: 0, role: "button", "aria-label": labels[at] }));
    const draw = () => {
      outline.setAttribute("points", points.map(([x, y]) => `${x * 1000},${y * 1000}`).join(" "));
      handles.forEach((handle, at) => {
        handle.setAttribute("cx", points[at][0] * 1000);
        handle.setAttribute("cy", points[at][1] * 1000);
      });
    };
    const move = (at, x, y) => {
      points[at] = [Math.min(Math.max(x, 0), 1), Math.min(Math.max(y, 0), 1)].map((side) => Math.round(side * 1e5) / 1e5);
      field.value = JSON.stringify(points);
      draw();
    };
    handles.forEach((handle, at) => {
      handle.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        handle.setPointerCapture(event.pointerId);
      });
      handle.addEventListener("pointermove", (event) => {
        if (!handle.hasPointerCapture(event.pointerId)) return;
        const box = svg.getBoundingClientRect();
        move(at, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
      });
      handle.addEventListener("keydown", (event) => {
        const step = event.shiftKey ? 0.02 : 0.004;
        const ways = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
        const way = ways[event.key];
        if (!way) return;
        event.preventDefault();
        move(at, points[at][0] + way[0], points[at][1] + way[1]);
      });
    });
    draw();
  }

  // The reading queue by keys; never while somebody types.
  const keyed = document.querySelectorAll("[data-key]");
  if (keyed.length) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
      if (event.key.toLowerCase() === "r") {
        const reason = document.getElementById("id_reason");
        if (reason) {
          event.preventDefault();
          reason.focus();
        }
        return;
      }
      for (const element of keyed) {
        if (element.dataset.key !== event.key.toLowerCase()) continue;
        event.preventDefault();
        if (element.tagName === "FORM") element.requestSubmit ? element.requestSubmit() : element.submit();
        else element.click();
        return;
      }
    });
  }
})();
