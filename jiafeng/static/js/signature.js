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

    let drawn = { width: canvas.offsetWidth, height: canvas.offsetHeight, strokes: [] }; // as the last stroke left it, in the box of that moment

    const note = () => {
      const strokes = pad.toData().map((stroke) => stroke.points.map(({ x, y }) => `${Math.round(x * 10)}.${Math.round(y * 10)}`).join("."));
      field.value = strokes.length ? [`${canvas.offsetWidth}*${canvas.offsetHeight}`, ...strokes].join("_") : "";
      placeholder.classList.toggle("d-none", strokes.length > 0);
    };
    const keep = () => {
      drawn = { width: canvas.offsetWidth, height: canvas.offsetHeight, strokes: pad.toData() };
      note();
    };
    // Turning the phone changes the box; what was written stays whole: in the middle, as large as it was or smaller in all directions alike.
    // Turned back it is as it was, for it is always moved from where it was drawn.
    const fit = () => {
      const { offsetWidth: width, offsetHeight: height } = canvas;
      if (!width || !height) return;
      const scale = Math.max(devicePixelRatio || 1, 1);
      canvas.width = width * scale;
      canvas.height = height * scale;
      canvas.getContext("2d").scale(scale, scale);
      pad.clear();
      const share = Math.min(width / drawn.width, height / drawn.height, 1);
      const [right, down] = [(width - drawn.width * share) / 2, (height - drawn.height * share) / 2];
      const moved = drawn.strokes.map((stroke) => ({ ...stroke, minWidth: stroke.minWidth * share, maxWidth: stroke.maxWidth * share, points: stroke.points.map((point) => ({ ...point, x: point.x * share + right, y: point.y * share + down })) }));
      if (moved.length) pad.fromData(moved);
      note();
    };

    if (field.value) {
      const [width, height] = field.value.split("_")[0].split("*").map(Number);
      const strokes = read(field.value).map((points) => ({ penColor: "#1c2a27", minWidth: 1.2, maxWidth: 3.6, dotSize: 0, velocityFilterWeight: 0.7, points: points.map(([x, y], at) => ({ x, y, time: at * 20, pressure: 0.5 })) }));
      drawn = { width, height, strokes };
    }
    fit();
    new ResizeObserver(fit).observe(canvas);
    pad.addEventListener("beginStroke", () => placeholder.classList.add("d-none"));
    pad.addEventListener("endStroke", keep);
    box.querySelector("[data-clear]").addEventListener("click", () => {
      pad.clear();
      keep();
    });
  }
})();
