// The scanning page of a phone at the door. It goes on without network for as long as it takes: every scan is written to IndexedDB before it is
// answered, sent in order when there is a network, and idempotent by its key. The words are on the page; the server has the last one.
(() => {
  "use strict";
  const root = document.querySelector("[data-door]");
  if (!root) return;
  const at = (name) => root.querySelector(`[data-${name}]`);
  const words = JSON.parse(document.getElementById("door-words").textContent);
  const say = (name, values = {}) => Object.keys(values).reduce((text, key) => text.replace(`{${key}}`, values[key]), words[name]);
  const event = root.dataset.door;
  const headers = (token) => ({ "X-Door": token, "X-Language": document.documentElement.lang === "zh-CN" ? "zh-hans" : "en" });
  const clock = (moment) => new Date(moment).toTimeString().slice(0, 5);
  let phone = null; // {event, token, guests, from, until, taken}

  // --- what the phone keeps ---------------------------------------------------------------------------------------------------------------
  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open("door", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("phones", { keyPath: "event" });
      request.result.createObjectStore("scans", { keyPath: "id", autoIncrement: true }).createIndex("event", "event");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  // Resolves when the transaction is on the disk, not when the request is done: a browser that is killed a moment later has it.
  const store = async (name, mode, act) => {
    const database = await opened;
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode, { durability: "strict" });
      const request = act(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  };
  const scans = () => store("scans", "readonly", (table) => table.index("event").getAll(event));
  const keep = (scan) => store("scans", "readwrite", (table) => table.put(scan));
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte, n) => ([4, 6, 8, 10].includes(n) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
  };

  // --- answers -----------------------------------------------------------------------------------------------------------------------------
  const box = at("answer");
  const show = ({ outcome, title, detail }) => {
    box.className = `outcome outcome-${outcome === "keep" ? "refused" : outcome} mb-3`;
    box.textContent = "";
    box.appendChild(document.createElement("b")).textContent = title;
    box.appendChild(document.createElement("span")).textContent = detail;
    if (navigator.vibrate) navigator.vibrate(outcome === "accepted" ? 80 : [80, 60, 80]);
  };
  const secret = (code) => (/(?:^|\/)([A-Za-z0-9_-]{22})\/?$/.exec(code) || [])[1];
  const digest = async (text) => {
    if (!crypto.subtle) return ""; // a page without https: numbers are typed there, and need no digest
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    return [...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  // Without network the phone decides by the list that it took along; what it refuses is sent all the same, and the server has the last word.
  const decide = async (scan, before) => {
    const token = secret(scan.code);
    const mark = token && (await digest(token));
    const guest = phone.guests.find((row) => (token ? row[0] === mark : String(row[1]) === scan.code.replace(/^0+/, "")));
    if (scan.at < phone.from || scan.at >= phone.until) return { outcome: "refused", title: say("refused"), detail: say("shut") };
    if (!guest) return { outcome: "refused", title: say("refused"), detail: say(token ? "other" : "number", { when: clock(phone.taken), number: scan.code.slice(0, 20) }) };
    scan.guest = guest[1];
    const first = before.find((other) => other.guest === guest[1] && other.id !== scan.id && other.answer && other.answer.outcome !== "refused");
    if (first || guest[5]) return { outcome: "already", title: say("in", { name: guest[2] }), detail: say("since", { when: first ? clock(first.at) : guest[5] }) };
    const detail = [guest[3] && say("seat", { seat: guest[3] }), guest[4] && say("companions", { count: guest[4] }), say("kept")].filter(Boolean).join(" · ");
    return { outcome: "accepted", title: say("welcome", { name: guest[2] }), detail };
  };

  // Whether a walk-in was recorded here before: the same name and unit, and no other telephone as far as its last digits tell.
  const same = (one, other) => one.name === other.name && one.unit === other.unit && !(one.tail && other.tail && one.tail !== other.tail);
  // Somebody who is not on the list is let in; who they are is found out when the record is sent.
  const admit = (scan, before) => {
    if (scan.at < phone.from || scan.at >= phone.until) return { outcome: "refused", title: say("refused"), detail: say("shut") };
    const first = before.find((other) => other.id !== scan.id && other.name && same(other, scan) && other.answer && other.answer.outcome !== "refused");
    if (first) return { outcome: "already", title: say("in", { name: scan.name }), detail: say("twice", { when: clock(first.at) }) };
    return { outcome: "accepted", title: say("welcome", { name: scan.name }), detail: say("kept") };
  };

  // --- the network -------------------------------------------------------------------------------------------------------------------------
  const ask = async (url, body, patience) => {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), patience);
    try {
      const options = { headers: headers(phone.token), signal: control.signal, cache: "no-store", credentials: "omit" };
      if (body) Object.assign(options, { method: "POST", body: JSON.stringify(body) });
      const response = await fetch(url, options);
      if (response.status >= 500) return null;
      return { status: response.status, said: await response.json() };
    } catch (lost) {
      return null; // no network, no server, or not in time: the queue has it
    } finally {
      clearTimeout(timer);
    }
  };
  let busy = Promise.resolve();
  const handle = (given) => (busy = busy.then(() => take(given)).catch((fault) => show({ outcome: "refused", title: say("refused"), detail: `${say("fault")} ${fault.message || fault}` })));
  // What is sent of a record: the code that was scanned or typed, or what a walk-in said.
  const told = ({ key, code, walk_in }) => (walk_in ? { key, walk_in } : { key, code });
  const over = (scan, answer) => Object.assign(scan, { sent: true, code: "", walk_in: null, answer });
  const take = async ({ code = "", walk_in = null }) => {
    const before = await scans();
    const scan = { event, key: uuid(), code, at: Date.now(), sent: false };
    if (walk_in) Object.assign(scan, { walk_in, name: walk_in.name, unit: walk_in.organisation, tail: walk_in.phone.slice(-4) });
    scan.id = await keep(scan);
    const online = navigator.onLine === false ? null : await ask(root.dataset.signIn, told(scan), 4000);
    if (online && online.status === 200) {
      over(scan, online.said);
      const mine = phone.guests.find((row) => String(row[1]) === code);
      if (mine) scan.guest = mine[1];
    } else scan.answer = online && online.said && online.status !== 400 ? online.said : walk_in ? admit(scan, before) : await decide(scan, before);
    await keep(scan);
    show(scan.answer);
    await list();
  };
  let sending = false;
  const sync = async () => {
    if (sending || !phone || navigator.onLine === false) return;
    sending = true;
    try {
      for (let rows = await waiting(); rows.length; rows = await waiting()) {
        const batch = rows.slice(0, 50);
        const body = { sent_at: Date.now(), scans: batch.map((scan) => ({ ...told(scan), at: scan.at })) };
        const answer = await ask(root.dataset.sync, body, 20000);
        if (!answer || answer.status !== 200) {
          if (answer) at("trouble").textContent = answer.said.detail;
          break;
        }
        at("trouble").textContent = Math.abs(answer.said.offset) > 60 ? say(answer.said.offset > 0 ? "slow" : "fast", { minutes: Math.round(Math.abs(answer.said.offset) / 60) }) : "";
        let held = 0;
        for (const { key, outcome, title, detail } of answer.said.answers) {
          const scan = batch.find((row) => row.key === key);
          if (!scan) continue;
          if (outcome === "keep") held++;
          Object.assign(scan, { before: scan.answer, late: true, answer: { outcome, title, detail } });
          if (outcome !== "keep") over(scan, scan.answer);
          await keep(scan);
        }
        if (held === batch.length) break; // nothing moves until somebody opens the record again
      }
    } finally {
      sending = false;
    }
    await list();
  };
  const waiting = async () => (await scans()).filter((scan) => !scan.sent);
  const refresh = async () => {
    const answer = navigator.onLine === false ? null : await ask(root.dataset.guests, null, 15000);
    if (!answer || answer.status !== 200) return;
    Object.assign(phone, answer.said, { taken: Date.now() });
    await store("phones", "readwrite", (table) => table.put(phone));
    units();
    // The phone's own clock decides the hours; what it lacks is known from this moment on.
    const lack = answer.said.now - Date.now();
    phone.from -= lack;
    phone.until -= lack;
    await list();
  };

  // --- the page ----------------------------------------------------------------------------------------------------------------------------
  const list = async () => {
    const all = await scans();
    const open = all.filter((scan) => !scan.sent).length;
    at("waiting").textContent = open ? say("waiting", { count: open }) : say("none");
    at("count").textContent = say("count", { count: phone.guests.length, when: clock(phone.taken) });
    const rows = at("log");
    rows.textContent = "";
    for (const scan of all.slice(-30).reverse()) {
      if (!scan.answer) continue;
      const row = rows.appendChild(document.createElement("li"));
      const changed = scan.late && scan.before && scan.before.outcome !== scan.answer.outcome;
      row.className = changed ? "text-danger" : "";
      const whose = scan.name && !scan.answer.title.includes(scan.name) ? `${scan.name} · ` : "";
      row.textContent = `${clock(scan.at)} ${whose}${scan.answer.title}${changed ? ` · ${scan.answer.detail}` : ""}${scan.sent ? "" : ` · ${say("unsent")}`}`;
    }
  };
  const wipe = async () => {
    await sync();
    if ((await waiting()).length) return void (at("trouble").textContent = say("unwiped"));
    await store("phones", "readwrite", (table) => table.delete(event));
    for (const scan of await scans()) await store("scans", "readwrite", (table) => table.delete(scan.id));
    if (navigator.serviceWorker && navigator.serviceWorker.controller) navigator.serviceWorker.controller.postMessage({ forget: location.pathname });
    location.reload();
  };
  const parts = () => [
    location.pathname,
    ...[...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon], img")].map((each) => each.src || each.href),
    ...[...new Set([...document.querySelectorAll("use")].map((each) => each.getAttribute("href").split("#")[0]))],
  ];
  const survive = async () => {
    if (!navigator.serviceWorker) return void (at("shaky").hidden = false);
    try {
      const registration = await navigator.serviceWorker.register(root.dataset.worker);
      await navigator.serviceWorker.ready;
      const { port1, port2 } = new MessageChannel();
      const done = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
      registration.active.postMessage({ keep: parts() }, [port2]);
      if ((await done) !== "done") throw new Error("not kept");
      root.dataset.kept = "1";
      if (navigator.storage && navigator.storage.persist) await navigator.storage.persist();
    } catch (forbidden) {
      at("shaky").hidden = false;
    }
  };
  const work = async () => {
    at("start").hidden = true;
    at("work").hidden = false;
    units();
    await list();
    await survive();
    await refresh();
    await sync();
    setInterval(sync, 15000);
    setInterval(refresh, 120000);
    addEventListener("online", () => sync().then(refresh));
    document.addEventListener("visibilitychange", () => document.hidden || sync());
  };
  at("prepare").addEventListener("submit", async (submitted) => {
    submitted.preventDefault();
    const response = await fetch(submitted.target.action, { method: "POST", body: new FormData(submitted.target) }).catch(() => null);
    if (!response || !response.ok || response.redirected) return void (at("trouble").textContent = say("unprepared"));
    phone = { event, guests: [], from: 0, until: Number.MAX_SAFE_INTEGER, taken: Date.now(), ...(await response.json()) };
    await refresh();
    await store("phones", "readwrite", (table) => table.put(phone));
    await work();
  });
  at("wipe").addEventListener("click", wipe);
  at("type").addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    const field = submitted.target.elements.code;
    if (field.value.trim()) handle({ code: field.value.trim() });
    field.value = "";
  });
  const walk = at("walk-in").querySelector("form");
  const units = () => {
    const chosen = walk.elements.organisation;
    const before = chosen.value;
    chosen.textContent = "";
    for (const [number, name] of [["", say("none_of_these")], ...(phone.units || [])]) chosen.appendChild(new Option(name, number, false, String(number) === before));
  };
  walk.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    const { name, organisation, phone: number } = walk.elements;
    handle({ walk_in: { name: name.value.trim().replace(/\s+/g, " "), organisation: organisation.value, phone: number.value.replace(/\D/g, "") } });
    walk.reset();
    at("walk-in").open = false;
    box.scrollIntoView({ block: "center" });
  });
  (async () => {
    phone = (await store("phones", "readonly", (table) => table.get(event))) || null;
    // The guest list leaves the phone once the event is over; scans that are not sent yet stay until they are.
    if (phone && Date.now() > phone.until) {
      phone.guests = [];
      await store("phones", "readwrite", (table) => table.put(phone));
      await work();
      if (!(await waiting()).length) await wipe();
      return;
    }
    if (phone) await work();
    else at("start").hidden = false;
  })();

  // --- the camera --------------------------------------------------------------------------------------------------------------------------
  const start = at("camera");
  if (!navigator.mediaDevices) return; // a plain LAN without https has no camera: type the number
  start.hidden = false;
  let last = "";
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  start.addEventListener("click", async () => {
    const view = at("view");
    const video = view.appendChild(document.createElement("video"));
    video.setAttribute("playsinline", "");
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (refused) {
      video.remove();
      return show({ outcome: "refused", title: say("no_camera"), detail: say("allow") });
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
      handle({ code: seen.data });
    }, 160);
  });
})();
