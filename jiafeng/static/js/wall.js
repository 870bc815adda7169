// The signature wall. Signatures are drawn once each, on canvases of a few rows that are only put together anew in each frame; a screen that
// shows ten thousand paints no more than one that shows a hundred. Every few seconds it asks what has changed: who withdrew is gone at once.
(() => {
  "use strict";
  const root = document.querySelector("[data-wall]");
  const [canvas, newCanvas] = root.querySelectorAll("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  const newcomer = root.querySelector("[data-new]");
  const empty = root.querySelector("[data-empty]");
  const count = document.querySelector("[data-count]");
  const signed = document.querySelector("[data-signers]");
  // The slips are as large as all of them find room, so that the first is seen from the last row; from some hundreds on they move past instead.
  const SIZES = [624, 520, 416, 312, 260, 208], SHAPE = 128 / 208;
  let CELL_W = 208, CELL_H = 128;
  const ROWS = 4, SPEED = 22, BUDGET = 5, POLL = 3000, AT_ONCE = 300;
  const INK = "#1c2a27", GROUND = "#103a2e", PAPER = "#fffdf7", FRAME = "#bcd9cc";
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const known = new Map(); // id → [id, name, height, strokes]
  const places = new Map(); // id → index in order
  const order = []; // ids by cell
  const bands = new Map(); // number of a band of ROWS rows → {canvas, context, waiting}
  let columns = 1, width = 0, height = 0, scale = 1, offset = 0, last = 0, stopped = false;

  const sign = (on, entry, box) => {
    const [, name, tall, strokes] = entry;
    on.fillStyle = INK;
    on.strokeStyle = INK;
    on.textAlign = "center";
    if (strokes.length && tall) {
      const room = box.h * 0.68;
      const factor = Math.min((box.w * 0.86) / 200, room / tall);
      on.save();
      on.translate(box.x + (box.w - 200 * factor) / 2, box.y + (room - tall * factor) / 2 + 4);
      on.scale(factor, factor);
      on.lineWidth = 2.6;
      on.lineCap = on.lineJoin = "round";
      on.beginPath();
      for (const flat of strokes) {
        let x = flat[0], y = flat[1];
        on.moveTo(x, y);
        for (let at = 2; at < flat.length; at += 2) {
          const nextX = x + flat[at], nextY = y + flat[at + 1];
          on.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
          x = nextX;
          y = nextY;
        }
        on.lineTo(x + 0.01, y);
      }
      on.stroke();
      on.restore();
      on.font = `${Math.round(box.h * 0.14)}px sans-serif`;
      on.fillText(name, box.x + box.w / 2, box.y + box.h * 0.9, box.w * 0.9);
    } else {
      on.font = `${Math.round(box.h * 0.32)}px KaiTi, STKaiti, serif`;
      on.fillText(name, box.x + box.w / 2, box.y + box.h * 0.6, box.w * 0.9);
    }
  };

  const band = (number) => {
    let found = bands.get(number);
    if (found) return found;
    const made = document.createElement("canvas");
    made.width = columns * CELL_W * scale;
    made.height = ROWS * CELL_H * scale;
    const on = made.getContext("2d", { alpha: false });
    on.scale(scale, scale);
    on.fillStyle = GROUND;
    on.fillRect(0, 0, columns * CELL_W, ROWS * CELL_H);
    found = { canvas: made, context: on, waiting: [] };
    const first = number * ROWS * columns;
    for (let index = first; index < Math.min(first + ROWS * columns, order.length); index += 1) found.waiting.push(index);
    bands.set(number, found);
    return found;
  };
  const bandOf = (index) => Math.floor(index / (ROWS * columns));
  const drawCell = (one, number) => {
    const index = one.waiting.shift();
    const inside = index - number * ROWS * columns;
    const x = (inside % columns) * CELL_W, y = Math.floor(inside / columns) * CELL_H;
    const entry = known.get(order[index]);
    if (!entry) return;
    one.context.fillStyle = PAPER;
    one.context.fillRect(x + 4, y + 4, CELL_W - 8, CELL_H - 8);
    one.context.strokeStyle = FRAME;
    one.context.lineWidth = 1;
    one.context.strokeRect(x + 4.5, y + 4.5, CELL_W - 9, CELL_H - 9);
    sign(one.context, entry, { x: x + 4, y: y + 4, w: CELL_W - 8, h: CELL_H - 8 });
  };

  const room = (size) => Math.floor(width / size) * Math.floor(height / Math.round(size * SHAPE));
  const fit = () => {
    width = root.clientWidth;
    height = root.clientHeight;
    scale = Math.min(devicePixelRatio || 1, 1.5);
    canvas.width = width * scale;
    canvas.height = height * scale;
    CELL_W = SIZES.find((size) => room(size) >= order.length) || SIZES[SIZES.length - 1];
    CELL_H = Math.round(CELL_W * SHAPE);
    columns = Math.max(1, Math.floor(width / CELL_W));
    bands.clear();
  };
  const refit = () => {
    if (CELL_W !== (SIZES.find((size) => room(size) >= order.length) || SIZES[SIZES.length - 1])) fit();
  };

  const frame = (now) => {
    if (stopped) return;
    const passed = Math.min(now - last, 100);
    last = now;
    const rows = Math.ceil(order.length / columns);
    const whole = Math.ceil(rows / ROWS) * ROWS * CELL_H;
    const moves = rows * CELL_H > height;
    if (!moves) offset = 0;
    else if (still) offset = (Math.floor(now / 6000) * CELL_H) % whole;
    else offset = (offset + (SPEED * passed) / 1000) % whole;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = GROUND;
    context.fillRect(0, 0, width, height);
    const left = Math.floor((width - Math.min(columns, order.length || 1) * CELL_W) / 2);
    const top = moves ? 0 : Math.floor((height - rows * CELL_H) / 2);
    const tall = ROWS * CELL_H;
    const total = Math.max(1, whole / tall);
    const visible = [];
    if (order.length) {
      for (let at = Math.floor(offset / tall), y = at * tall - offset + top; y < height && visible.length < total + 1; at += 1, y += tall) {
        if (!moves && at >= total) break;
        visible.push(at % total);
        context.drawImage(band(at % total).canvas, left, Math.round(y), columns * CELL_W, tall);
      }
    }
    // What is new is drawn a little in each frame, first what is seen, then what comes next.
    const end = performance.now() + BUDGET;
    const soon = visible.length ? [...visible, (visible[visible.length - 1] + 1) % total] : [];
    for (const number of soon) {
      const one = band(number);
      while (one.waiting.length && performance.now() < end) drawCell(one, number);
    }
    if (bands.size > soon.length + 2) for (const number of bands.keys()) if (!soon.includes(number)) { bands.delete(number); break; }
    requestAnimationFrame(frame);
  };

  const add = (entry) => {
    const id = entry[0];
    if (known.has(id)) return;
    known.set(id, entry);
    places.set(id, order.length);
    order.push(id);
    const there = bands.get(bandOf(order.length - 1));
    if (there) there.waiting.push(order.length - 1);
  };
  const remove = (id) => {
    const index = places.get(id);
    const end = order.length - 1;
    const moved = order[end];
    order[index] = moved;
    places.set(moved, index);
    order.pop();
    places.delete(id);
    known.delete(id);
    bands.delete(bandOf(index));
    bands.delete(bandOf(end));
  };
  const tell = () => {
    refit();
    count.textContent = order.length.toLocaleString();
    empty.hidden = order.length > 0;
  };
  let hiding = 0;
  const greet = (entry) => {
    const on = newCanvas.getContext("2d");
    on.clearRect(0, 0, newCanvas.width, newCanvas.height);
    sign(on, entry, { x: 0, y: 0, w: newCanvas.width, h: newCanvas.height });
    newcomer.hidden = false;
    clearTimeout(hiding);
    hiding = setTimeout(() => (newcomer.hidden = true), 5000);
  };

  const ask = async (query) => {
    const answer = await fetch(`${root.dataset.names}?${query}`, { cache: "no-store" });
    return answer.ok ? (await answer.json()).names : [];
  };
  let etag = "", first = true;
  const poll = async () => {
    const answer = await fetch(root.dataset.state, { cache: "no-store", headers: etag ? { "If-None-Match": etag } : {} });
    if (answer.status === 404) {
      stopped = true;
      for (const id of [...known.keys()]) remove(id);
      tell();
      empty.textContent = root.dataset.closed;
      context.clearRect(0, 0, width, height);
      newcomer.hidden = true;
      return;
    }
    if (answer.status !== 200) return;
    const now = new Set();
    let at = 0;
    const said = await answer.json();
    signed.textContent = said.signers.toLocaleString();
    for (const step of said.steps) now.add((at += step));
    for (const id of [...known.keys()]) if (!now.has(id)) remove(id);
    const missing = [...now].filter((id) => !known.has(id));
    for (let from = 0; from < missing.length; from += AT_ONCE) {
      const part = missing.slice(from, from + AT_ONCE);
      // The first load goes along the list; later ones name whom they miss, who may have agreed long after signing.
      const names = await ask(first ? `after=${part[0] - 1}` : `ids=${part.join(",")}`);
      for (const entry of names) add(entry);
      tell();
      if (!first && names.length) greet(names[names.length - 1]);
    }
    first = false;
    etag = answer.headers.get("ETag") || "";
    tell();
  };
  const again = async () => {
    try {
      await poll();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // the network is away: what stands there stays, and it asks again
    } finally {
      if (!stopped) setTimeout(again, POLL);
    }
  };

  fit();
  new ResizeObserver(fit).observe(root);
  requestAnimationFrame(frame);
  again();
})();
