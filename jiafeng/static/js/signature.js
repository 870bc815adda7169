// A drawn signature becomes strokes in a hidden field: w*h_x.y.x.y_x.y…, a part for each stroke, in tenths of a CSS pixel of the box.
// These signs pass through a form unescaped, and the server keeps them as they are (common/signatures.py).
(() => {
  "use strict";
  const read = (text) => text.split("_").slice(1).map((part) => {
    const numbers = part.split(".").map((number) => Number(number) / 10);
    return numbers.reduce((points, x, at) => (at % 2 ? points : [...points, [x, numbers[at + 1]]]), []);
  });
  for (const box of document.querySelectorAll("[data-signature]")) {
    const canvas = box.querySelector("canvas");
    const field = box.querySelector("[data-strokes]");
    const placeholder = box.querySelector("[data-placeholder]");
    const pad = new SignaturePad(canvas, { penColor: "#1c2a27", minWidth: 1.2, maxWidth: 3.6 });

    const note = () => {
      const strokes = pad.toData().map((stroke) => stroke.points.map(({ x, y }) => `${Math.round(x * 10)}.${Math.round(y * 10)}`).join("."));
      field.value = strokes.length ? [`${canvas.offsetWidth}*${canvas.offsetHeight}`, ...strokes].join("_") : "";
      placeholder.classList.toggle("d-none", strokes.length > 0);
    };
    // Turning the phone changes the box; what was written stays. A keyboard that only changes the height must not clear it.
    const fit = () => {
      const scale = Math.max(devicePixelRatio || 1, 1);
      const data = pad.toData();
      canvas.width = canvas.offsetWidth * scale;
      canvas.height = canvas.offsetHeight * scale;
      canvas.getContext("2d").scale(scale, scale);
      pad.clear();
      if (data.length) pad.fromData(data);
    };

    if (field.value) {
      const strokes = read(field.value);
      pad.fromData(strokes.map((points) => ({ penColor: "#1c2a27", minWidth: 1.2, maxWidth: 3.6, dotSize: 0, velocityFilterWeight: 0.7, points: points.map(([x, y], at) => ({ x, y, time: at * 20, pressure: 0.5 })) })));
    }
    fit();
    note();
    new ResizeObserver(fit).observe(canvas);
    pad.addEventListener("beginStroke", () => placeholder.classList.add("d-none"));
    pad.addEventListener("endStroke", note);
    box.querySelector("[data-clear]").addEventListener("click", () => {
      pad.clear();
      note();
    });
  }
})();
