// The picker: puts a figure's words at the caret, or behind the words that are selected.
(() => {
  "use strict";
  const text = document.querySelector("textarea.manuscript");
  if (!text) return;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-token]");
    if (!button) return;
    const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
    const whole = chosen && !/[{}|\n]/.test(chosen) && chosen.length <= 60;
    const token = whole ? "{" + chosen + "|" + button.dataset.token + "}" : "{" + button.dataset.words + "|" + button.dataset.token + "}";
    const start = whole ? text.selectionStart : text.selectionEnd;
    text.setRangeText(token, start, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.dispatchEvent(new Event("keyup", { bubbles: true }));
    text.focus();
  });
})();
