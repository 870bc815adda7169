// On-site scanning. form[data-scan] posts a code and works by typing alone; here the camera types, and a lost network queues.
// The server answers a POST that accepts JSON with {"outcome": "accepted" | "already" | "refused", "title", "detail"}.
(() => {
  "use strict";
  const form = document.querySelector("form[data-scan]");
  if (!form) return;
  const field = form.querySelector("[name=code]");
  const view = document.querySelector("[data-scan-view]");
  const start = document.querySelector("[data-scan-start]");
  const answer = document.querySelector("[data-scan-answer]");
  const waiting = document.querySelector("[data-scan-waiting]");
  const QUEUE = `scan:${form.action}`;
  const queue = () => JSON.parse(localStorage.getItem(QUEUE) || "[]");
  const keep = (codes) => {
    localStorage.setItem(QUEUE, JSON.stringify(codes));
    waiting.textContent = codes.length ? waiting.dataset.words.replace("%d", codes.length) : "";
  };
  const show = (outcome, title, detail) => {
    answer.className = `outcome outcome-${outcome} mb-3`;
    answer.querySelector("b").textContent = title;
    answer.querySelector("span").textContent = detail;
    if (navigator.vibrate) navigator.vibrate(outcome === "accepted" ? 80 : [80, 60, 80]);
  };
  // "queue": the network or the server is away; "stale": the sign-in or the form has expired, and the page must be opened again.
  const send = async (code) => {
    const body = new FormData(form);
    body.set("code", code);
    let response;
    try {
      response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch (lost) {
      return { outcome: "queue" };
    }
    if (response.status >= 500) return { outcome: "queue" };
    if (response.redirected || !response.ok) return { outcome: "stale" };
    return response.json();
  };
  const handle = async (code) => {
    const { outcome, title, detail } = await send(code);
    if (outcome !== "queue" && outcome !== "stale") return show(outcome, title, detail);
    keep([...new Set([...queue(), code])]);
    if (outcome === "stale") return location.reload();
    show("already", answer.dataset.offlineTitle, answer.dataset.offlineDetail);
  };
  // The server's sign-in is idempotent, so a code whose answer was lost may be sent again.
  const drain = async () => {
    for (const code of queue()) {
      const { outcome } = await send(code);
      if (outcome === "queue" || outcome === "stale") return;
      keep(queue().filter((other) => other !== code));
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = field.value.trim();
    if (code) handle(code);
    field.value = "";
  });
  addEventListener("online", drain);
  keep(queue());
  drain();

  if (!start || !navigator.mediaDevices) return; // a plain LAN without https has no camera: type the code
  start.hidden = false;
  let last = "";
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  start.addEventListener("click", async () => {
    const video = view.appendChild(document.createElement("video"));
    video.setAttribute("playsinline", "");
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (refused) {
      video.remove();
      return show("refused", answer.dataset.cameraTitle, answer.dataset.cameraDetail);
    }
    await video.play();
    start.hidden = true;
    view.hidden = false;
    setInterval(() => {
      const scale = Math.min(1, 640 / video.videoWidth);
      canvas.width = video.videoWidth * scale;
      canvas.height = video.videoHeight * scale;
      brush.drawImage(video, 0, 0, canvas.width, canvas.height);
      const seen = jsQR(brush.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height, { inversionAttempts: "dontInvert" });
      if (!seen || !seen.data || seen.data === last) return;
      last = seen.data;
      setTimeout(() => (last = ""), 4000);
      handle(seen.data);
    }, 160);
  });
})();
