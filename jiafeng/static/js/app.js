// Extras over pages that already work without it. Everything is found by data attributes; nothing here is needed to finish a task.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const on = (type, selector, act) =>
    document.addEventListener(type, (event) => {
      const found = event.target.closest && event.target.closest(selector);
      if (found) act(found, event);
    });

  // 长辈版: switched on the spot; the cookie is the one the server reads, so the next page comes right at once.
  on("submit", "form[data-elder]", (form, event) => {
    event.preventDefault();
    const large = root.classList.toggle("elder");
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `elder=${large ? 1 : 0}; path=/; max-age=31536000; samesite=lax${secure}`;
    for (const button of document.querySelectorAll("form[data-elder] button")) {
      button.setAttribute("aria-pressed", String(large));
      button.querySelector("span").textContent = large ? button.dataset.on : button.dataset.off;
    }
  });

  // One press, one sending. The pressed button still goes along, so it is disabled only after the form has left.
  on("submit", "form[method=post]", (form, event) => {
    if (event.defaultPrevented || form.matches("[data-elder]")) return;
    if (form.dataset.sent) return void event.preventDefault();
    form.dataset.sent = "1";
    const buttons = [...form.querySelectorAll("button:not([type=button])"), ...document.querySelectorAll(`button[form="${form.id}"]`)];
    setTimeout(() => buttons.forEach((button) => button.setAttribute("aria-busy", "true")), 0);
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
  });

  // The error summary is read first; its links put the cursor into the field.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
  on("click", "[data-error-summary] a", (link, event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus();
  });

  // An act on what is ticked says how many that is, and ticks the whole page where one asks for it.
  for (const button of document.querySelectorAll("button[data-count]")) {
    const label = button.querySelector("span") || button;
    const idle = label.textContent;
    const names = button.dataset.count.split(" ");
    const boxes = () => [...button.form.elements].filter((field) => field.type === "checkbox" && names.includes(field.name));
    // A box that stands for several (data-members) counts each of them, and what two boxes share counts once.
    const count = () => {
      const ticked = new Set(boxes().filter((box) => box.checked).flatMap((box) => (box.dataset.members || box.value).split(" "))).size;
      label.textContent = ticked ? button.dataset.words.replace("{n}", ticked) : idle;
    };
    document.addEventListener("change", count);
    addEventListener("pageshow", count);
    const all = button.form.querySelector("[data-tick-all]");
    if (all) {
      all.addEventListener("click", () => {
        const every = boxes().every((box) => box.checked);
        boxes().forEach((box) => (box.checked = !every));
        count();
      });
    }
  }

  // On a phone a filter that nothing was asked of is folded; without this script it stands open.
  if (matchMedia("(max-width: 767px)").matches) document.querySelectorAll("[data-fold]").forEach((each) => (each.open = false));

  on("click", "[data-print]", () => print());
  on("click", "[data-back]", () => history.back());
  on("click", "[data-close]", (button) => button.parentElement.remove());

  const say = (button, words) => {
    const label = button.querySelector("span") || button;
    const before = label.textContent;
    label.textContent = words;
    setTimeout(() => (label.textContent = before), 2000);
  };
  on("click", "[data-copy]", async (button) => {
    const source = button.dataset.copy;
    const text = source.startsWith("#") ? document.querySelector(source).textContent.trim() : source || location.href;
    if (navigator.clipboard && isSecureContext) await navigator.clipboard.writeText(text);
    else {
      const box = document.body.appendChild(document.createElement("textarea"));
      box.value = text;
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    say(button, button.dataset.done);
  });

  // Text size of an article, apart from 长辈版: three sizes, kept for the visit.
  on("click", "[data-text-size]", (button) => {
    const size = button.dataset.textSize;
    root.classList.remove("text-l", "text-xl");
    if (size) root.classList.add(size);
    for (const other of document.querySelectorAll("[data-text-size]")) other.setAttribute("aria-pressed", String(other === button));
  });

  // Reading aloud, where the device has a voice.
  if ("speechSynthesis" in window) {
    for (const button of document.querySelectorAll("[data-read]")) button.hidden = false;
    const label = (button) => button.querySelector("span");
    on("click", "[data-read]", (button) => {
      button.dataset.start = button.dataset.start || label(button).textContent;
      const speaking = speechSynthesis.speaking;
      speechSynthesis.cancel();
      label(button).textContent = button.dataset.start;
      if (speaking) return;
      const text = new SpeechSynthesisUtterance(document.querySelector(button.dataset.read).innerText);
      text.lang = root.lang;
      text.rate = 0.9;
      text.onend = () => (label(button).textContent = button.dataset.start);
      label(button).textContent = button.dataset.stop;
      speechSynthesis.speak(text);
    });
    addEventListener("pagehide", () => speechSynthesis.cancel());
  }

  // Menus made of <details> close with Escape and when something else is pressed.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll(".user-menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".user-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  // The command box: Ctrl K from anywhere; what is typed is answered beneath it, and the arrow keys go through the answers. Enter searches everything.
  const command = document.querySelector("form[data-command]");
  if (command) {
    const box = command.querySelector("input[type=search]");
    const answers = command.querySelector(".command");
    let waiting, asked;
    const shut = () => (answers.hidden = true);
    const ask = async () => {
      const words = box.value.trim();
      if (asked) asked.abort();
      if (!words) return shut();
      asked = new AbortController();
      try {
        const answer = await fetch(`${command.dataset.command}?q=${encodeURIComponent(words)}`, { signal: asked.signal });
        if (!answer.ok || answer.redirected) return shut();
        answers.innerHTML = await answer.text();
        answers.hidden = false;
      } catch (broken) {
        if (broken.name !== "AbortError") shut(); // without network the form still searches when there is one again
      }
    };
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 250);
    });
    command.addEventListener("keydown", (event) => {
      const places = [box, ...answers.querySelectorAll("a")];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape" && !answers.hidden) {
        event.preventDefault(); // a search field would be emptied
        shut();
        box.focus();
      } else if (step && !answers.hidden && places.length > 1) {
        event.preventDefault();
        places[(places.indexOf(document.activeElement) + step + places.length) % places.length].focus();
      }
    });
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      box.focus();
      box.select();
    });
    document.addEventListener("click", (event) => command.contains(event.target) || shut());
  }

  // Drafts: what is typed into form[data-keep] survives an expired session, an error page or a closed lid.
  // A sent draft is dropped once a page comes that is neither the sign-in, nor an error, nor the same form again.
  const PREFIX = "draft:";
  const kept = (field) => field.name && !["password", "file", "hidden", "submit", "button"].includes(field.type) && !field.closest("[data-no-keep]");
  const name = (form) => `${PREFIX}${location.pathname}#${form.dataset.keep}`;
  const store = (() => {
    try {
      sessionStorage.setItem(`${PREFIX}?`, "");
      sessionStorage.removeItem(`${PREFIX}?`);
      return sessionStorage;
    } catch (blocked) {
      return null; // a browser that forbids storage keeps no drafts
    }
  })();
  if (!store) return;
  // Whoever signs out leaves nothing to the next on this computer; a session that only expired keeps its text.
  on("submit", "form[data-forget]", () => Object.keys(store).filter((key) => key.startsWith(PREFIX)).forEach((key) => store.removeItem(key)));
  const forms = [...document.querySelectorAll("form[data-keep]")];
  const here = new Set(forms.map(name));
  const read = (key) => JSON.parse(store.getItem(key));
  const keys = Object.keys(store).filter((key) => key.startsWith(PREFIX));
  const succeeded = Boolean(document.querySelector("[data-done]"));
  for (const key of keys) {
    const draft = read(key);
    if (!draft.sent) continue;
    if (document.body.hasAttribute("data-keeps-drafts") || (here.has(key) && !succeeded)) store.setItem(key, JSON.stringify({ ...draft, sent: false }));
    else store.removeItem(key);
  }
  const values = (form) => {
    const found = {};
    for (const field of form.elements) {
      if (!kept(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") (found[field.name] = found[field.name] || []).push(...(field.checked ? [field.value] : []));
      else if (field.multiple) found[field.name] = [...field.selectedOptions].map((option) => option.value);
      else (found[field.name] = found[field.name] || []).push(field.value);
    }
    return found;
  };
  const fill = (form, found) => {
    const turn = {};
    for (const field of form.elements) {
      const given = kept(field) && found[field.name];
      if (!given) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = given.includes(option.value);
      else field.value = given[(turn[field.name] = (turn[field.name] || 0) + 1) - 1] || "";
    }
  };
  for (const form of forms) {
    const key = name(form);
    const fresh = values(form);
    const draft = store.getItem(key) && read(key);
    const fromServer = form.querySelector("[aria-invalid=true], [data-error-summary]"); // the server sent back what was typed
    if (draft && !fromServer && JSON.stringify(draft.values) !== JSON.stringify(fresh)) {
      fill(form, draft.values);
      const notice = document.querySelector("template#draft-notice").content.cloneNode(true).firstElementChild;
      notice.querySelector("button").addEventListener("click", () => {
        store.removeItem(key);
        fill(form, fresh);
        notice.remove();
      });
      form.prepend(notice);
    }
    const keep = () => store.setItem(key, JSON.stringify({ values: values(form), sent: false }));
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", () => store.setItem(key, JSON.stringify({ values: values(form), sent: true })));
  }
})();
