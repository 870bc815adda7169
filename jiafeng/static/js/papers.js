// Reading paper: the cursor stands in the first field, and whoever is chosen by name brings their unit along.
(() => {
  "use strict";
  const form = document.querySelector("[data-first-field]");
  const failed = document.querySelector("[data-error-summary]");
  const first = form && form.querySelector("input:not([type=hidden]), button[name=mark]");
  if (first && !failed) first.focus();

  const name = document.querySelector("[data-names]");
  const unit = document.querySelector("#id_organisation");
  if (!name || !unit) return;
  name.addEventListener("input", () => {
    const options = [...document.querySelectorAll("#names option")].filter((option) => option.value === name.value);
    // Namesakes in two units: which of them it is stands on the paper.
    if (options.length === 1 && options[0].dataset.unit) unit.value = options[0].dataset.unit;
  });
})();
