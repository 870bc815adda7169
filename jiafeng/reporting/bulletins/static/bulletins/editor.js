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

// The picker of figures: words typed above a list of them narrow it; the arrows go through what is left. The list alone does, too.
(() => {
  "use strict";
  const dress = (select) => {
    if (select.dataset.dressed || select.options.length < 12) return;
    select.dataset.dressed = "1";
    const find = document.createElement("input");
    find.type = "search";
    find.className = "form-control mb-1";
    find.placeholder = find.ariaLabel = document.querySelector("[data-find-figure]").dataset.findFigure;
    find.setAttribute("aria-controls", select.id);
    select.before(find);
    const all = [...select.children].map((each) => each.cloneNode(true));
    find.addEventListener("input", () => {
      const words = find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = select.value;
      const fits = (option) => !option.value || option.value === chosen || words.every((word) => option.textContent.toLowerCase().includes(word));
      select.replaceChildren(
        ...all.map((each) => each.cloneNode(true)).filter((each) => {
          if (each.tagName === "OPTION") return fits(each);
          [...each.children].filter((option) => !fits(option)).forEach((option) => option.remove());
          return each.children.length > 0;
        }),
      );
      select.value = chosen;
      select.size = words.length ? 6 : 0;
    });
    find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // it looks for a figure, and saves nothing
      if (event.key !== "ArrowDown" && event.key !== "Enter") return;
      event.preventDefault();
      const first = [...select.options].find((option) => option.value);
      if (!first) return;
      select.value = first.value;
      select.focus();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    // Who chooses a figure means that the number is one.
    select.addEventListener("change", () => {
      const kind = document.getElementById(select.id.replace(/figure$/, "kind"));
      if (kind && !kind.value && select.value) kind.value = "figure";
    });
  };
  const all = (within) => within.querySelectorAll("select[data-picker]").forEach(dress);
  all(document);
  document.addEventListener("htmx:afterSwap", (event) => all(event.target));
})();
