// The editor of light text (jiafeng/common/prose.py): buttons that write its few signs, and a paste that keeps the headings, lists and tables of Word, WPS or
// a web page as such signs and drops the rest. What it writes is plain text; without it the field is a plain field.
(() => {
  "use strict";

  const HEADING = { H1: "## ", H2: "## ", H3: "### ", H4: "### ", H5: "### ", H6: "### " };
  const BLOCKS = "ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CENTER DD DIV DL DT FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION TABLE UL".split(" ");
  const SILENT = "HEAD STYLE SCRIPT TEMPLATE META LINK TITLE XML OBJECT IFRAME NOSCRIPT SVG IMG SELECT BUTTON INPUT TEXTAREA".split(" ");
  const HAN = "\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef\\u3000-\\u303f";

  // Office programs break lines of their source inside a sentence; between two Han characters that is no space.
  const folded = (text) =>
    text
      .replace(new RegExp("([" + HAN + "])[ \\t]*[\\r\\n]+[ \\t]*(?=[" + HAN + "])", "g"), "$1")
      .replace(/[\s\u00a0\u200b\ufeff]+/g, " ");

  const styled = (node, pattern) => pattern.test(node.getAttribute("style") || "");
  const isMarker = (node) => node.nodeType === 1 && styled(node, /mso-list:\s*ignore/i);

  // The text of what stands in one line; <br> is a line end.
  function inline(node) {
    let text = "";
    for (const child of node.childNodes) {
      if (child.nodeType === 3) text += folded(child.data);
      else if (child.nodeType !== 1 || SILENT.includes(child.nodeName.toUpperCase()) || isMarker(child)) continue;
      else if (child.nodeName === "BR") text += "\n";
      else if (BLOCKS.includes(child.nodeName)) text += "\n" + inline(child) + "\n";
      else text += inline(child);
    }
    return text;
  }
  const lines = (node) => inline(node).split("\n").map((line) => line.replace(/ +/g, " ").trim()).filter(Boolean);
  const oneLine = (node) => lines(node).join(" ");

  function marker(node) {
    const found = [...node.querySelectorAll("[style]")].find(isMarker);
    return found ? found.textContent.replace(/[\s\u00a0]/g, "") : "";
  }

  function table(node, out) {
    const rows = [...node.rows].map((row) => [...row.cells].flatMap((cell) => [oneLine(cell).replace(/\|/g, "\\|"), ...Array(Math.min(cell.colSpan, 20) - 1).fill("")]));
    const filled = rows.filter((row) => row.some(Boolean));
    const widest = Math.max(0, ...filled.map((row) => row.length));
    if (widest < 2) {
      for (const row of node.rows) for (const cell of row.cells) walk(cell, out); // a frame around text is no table
      return;
    }
    const line = (row) => "| " + [...row, ...Array(widest - row.length).fill("")].join(" | ") + " |";
    const [head, ...rest] = filled.map(line);
    out.push({ kind: "table", text: [head, "|" + "---|".repeat(widest), ...rest].join("\n") });
    out.kept.add("table");
  }

  function list(node, out) {
    let number = node.start || 1;
    for (const item of node.children) {
      if (item.nodeName === "OL" || item.nodeName === "UL") list(item, out);
      if (item.nodeName !== "LI") continue;
      const own = item.cloneNode(true);
      own.querySelectorAll("ol, ul, table").forEach((inner) => inner.remove());
      const text = oneLine(own);
      if (text) out.push({ kind: node.nodeName === "OL" ? "numbers" : "bullets", text: (node.nodeName === "OL" ? number++ + ". " : "- ") + text });
      for (const inner of item.children) if (["OL", "UL"].includes(inner.nodeName)) list(inner, out);
      item.querySelectorAll("table").forEach((inner) => table(inner, out));
    }
    out.kept.add("list");
  }

  function heading(node) {
    if (HEADING[node.nodeName]) return HEADING[node.nodeName];
    if (/^(MsoTitle|MsoSubtitle)$/.test(node.className)) return "## ";
    const outline = /mso-outline-level:\s*([1-6])/i.exec(node.getAttribute("style") || "");
    return outline ? (outline[1] < 3 ? "## " : "### ") : "";
  }

  function paragraph(node, out) {
    const text = lines(node);
    if (!text.length) return;
    const sign = heading(node);
    if (sign) {
      out.push({ kind: "heading", text: sign + text.join(" ") });
      out.kept.add("heading");
    } else if (styled(node, /mso-list:\s*(?!none|ignore)\S/i)) {
      const number = /^(\d{1,3})[.．、)）]?$/.exec(marker(node));
      out.push({ kind: number ? "numbers" : "bullets", text: (number ? number[1] + ". " : "- ") + text.join(" ") });
      out.kept.add("list");
    } else out.push({ kind: "paragraph", text: text.join("\n") });
  }

  // Whatever holds no block of its own is a paragraph; what stands loose between blocks is one, too.
  function walk(node, out) {
    let loose = null;
    const flush = () => {
      if (loose) paragraph(loose, out);
      loose = null;
    };
    for (const child of node.childNodes) {
      if (child.nodeType === 1 && child.nodeName === "IMG") out.pictures += 1;
      if (child.nodeType === 1 && SILENT.includes(child.nodeName.toUpperCase())) continue;
      const block = child.nodeType === 1 && (BLOCKS.includes(child.nodeName) || child.querySelector(BLOCKS.join(",").toLowerCase()));
      if (!block) {
        if (child.nodeType === 1) out.pictures += child.querySelectorAll("img").length;
        if (child.nodeType === 1 || child.nodeType === 3) (loose = loose || document.createElement("p")).append(child.cloneNode(true));
        continue;
      }
      flush();
      if (child.nodeName === "TABLE") table(child, out);
      else if (child.nodeName === "UL" || child.nodeName === "OL") list(child, out);
      else if (child.querySelector(BLOCKS.join(",").toLowerCase()) && !HEADING[child.nodeName]) walk(child, out);
      else {
        out.pictures += child.querySelectorAll("img").length;
        paragraph(child, out);
      }
    }
    flush();
  }

  // A page's HTML as light text. Nothing of it is run, loaded or shown: the parser's document is inert, and what leaves here is text.
  function light(html) {
    const out = [];
    out.kept = new Set();
    out.pictures = 0;
    walk(new DOMParser().parseFromString(html, "text/html").body, out);
    let text = "";
    out.forEach((block, at) => {
      const together = at && block.kind === out[at - 1].kind && (block.kind === "bullets" || block.kind === "numbers");
      text += (at ? (together ? "\n" : "\n\n") : "") + block.text;
    });
    return { text, kept: out.kept, pictures: out.pictures };
  }

  function put(area, text) {
    area.focus();
    // Typed as by hand, so that it can be undone; where a browser has forgotten how, it is set.
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function alone(area, text) {
    const before = area.value.slice(0, area.selectionStart);
    const after = area.value.slice(area.selectionEnd);
    const above = !before || /\n\s*\n$/.test(before) ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    put(area, above + text + (/^\n\s*\n/.test(after) ? "" : after.startsWith("\n") ? "\n" : "\n\n"));
  }

  function begin(area, sign) {
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const end = area.value.indexOf("\n", area.selectionEnd);
    const chosen = area.value.slice(from, end < 0 ? area.value.length : end);
    let number = 0;
    area.setSelectionRange(from, from + chosen.length);
    put(area, chosen.split("\n").map((line) => (sign === "1. " ? ++number + ". " : sign) + line.replace(/^(#{2,3} |- |\d{1,3}\. )/, "")).join("\n"));
  }

  document.querySelectorAll("[data-prose]").forEach((tools) => {
    const area = document.getElementById(tools.dataset.prose);
    const said = tools.querySelector("[data-said]");
    if (!area) return;
    area.before(tools);
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-sign], button[data-alone]");
      if (!button) return;
      event.preventDefault();
      if (button.dataset.sign) begin(area, button.dataset.sign);
      else alone(area, button.dataset.alone.replace(/\\n/g, "\n"));
    });
    area.addEventListener("paste", (event) => {
      const html = event.clipboardData && event.clipboardData.getData("text/html");
      if (!html) return;
      const found = light(html);
      if (!found.text) return;
      event.preventDefault();
      put(area, found.text);
      said.textContent = [tools.dataset.pasted, found.pictures ? tools.dataset.pictures : ""].join("");
    });
  });
})();
