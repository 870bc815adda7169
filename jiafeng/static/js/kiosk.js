// The shared tablet: after a minute in which nobody touches it, whoever was here is forgotten. The clock is seen all the time, and a question comes first.
(() => {
  "use strict";
  const clock = document.querySelector("[data-idle]");
  const ask = document.querySelector("[data-ask]");
  const short = document.querySelector("[data-idle-short]");
  const limit = Number(short ? short.dataset.idleShort : clock.dataset.idle);
  const warning = 15;
  let touched = Date.now();
  let before = null;

  const forget = () => location.replace(clock.dataset.forget);
  const stay = () => {
    touched = Date.now();
    if (ask.hidden) return;
    ask.hidden = true;
    if (before) before.focus();
  };
  const tick = () => {
    const left = Math.ceil(limit - (Date.now() - touched) / 1000);
    clock.textContent = clock.dataset.words.replace("{n}", Math.max(left, 0));
    ask.querySelector("[data-left]").textContent = `(${Math.max(left, 0)})`;
    if (left <= 0) return void forget();
    if (left <= warning && ask.hidden && !short) {
      before = document.activeElement;
      ask.hidden = false;
      ask.querySelector("[data-stay]").focus();
    }
  };
  for (const kind of ["pointerdown", "pointermove", "keydown", "input", "wheel", "touchstart"]) {
    document.addEventListener(kind, () => { if (ask.hidden) touched = Date.now(); }, { passive: true });
  }
  ask.querySelector("[data-stay]").addEventListener("click", stay);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") stay(); });
  // A page that the browser kept for its back button is asked for anew: the server has forgotten by then.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  // The clock goes on while the screen is off.
  document.addEventListener("visibilitychange", tick);
  tick();
  setInterval(tick, 500);
})();
