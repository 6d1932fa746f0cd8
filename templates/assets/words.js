// Throughline: the words that a search found are marked on the page that it led to. They are in the address.
"use strict";
(() => {
  const words = new URLSearchParams(location.search).getAll("words").map((word) => word.trim()).filter(Boolean);
  const link = document.querySelector("a[rel=search]");
  if (!words.length || !link || !globalThis.Highlight || !CSS.highlights) return;
  // In scripts without spaces, a word may stand anywhere.
  const joined = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
  const pattern = words.map((phrase) => {
    // A line may end after a hyphen, and letters may be one sign.
    const plain = phrase.split(/\s+/u).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
      .replaceAll("-", "-\\s*").replace(/ffi|ffl|ff|fi|fl|st/g, (letters) => `(?:${letters}|[ﬀ-ﬆ])`));
    const [between, outside] = joined.test(phrase) ? ["[^\\p{L}\\p{N}]*", ""] : ["[^\\p{L}\\p{N}]+", "[\\p{L}\\p{N}]"];
    return outside ? `(?<!${outside})${plain.join(between)}(?!${outside})` : plain.join(between);
  }).join("|");
  const wanted = new RegExp(pattern, "giu");
  const main = document.getElementById("content");
  // A phrase may begin before a mark and end within it.
  const nodes = [];
  let text = "";
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    nodes.push({ node: texts.currentNode, from: text.length });
    text += texts.currentNode.data;
  }
  let n = 0;
  const owner = (at) => {
    while (nodes[n + 1]?.from <= at) n += 1;
    return nodes[n];
  };
  const ranges = [...text.matchAll(wanted)].map(({ index, 0: { length } }) => {
    const range = new Range();
    const [start, end] = [owner(index), owner(index + length - 1)];
    range.setStart(start.node, index - start.from);
    range.setEnd(end.node, index + length - end.from);
    return range;
  });
  if (!ranges.length) return;
  CSS.highlights.set("words", new Highlight(...ranges));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("::highlight(words) { background: color-mix(in srgb, #e5b000 45%, transparent) } .words-marked { position: fixed; inset: auto 1rem 1rem auto; z-index: 2; margin: 0; padding: 0.3rem 0.8rem; font-size: var(--small); background: var(--paper); border: 1px solid var(--link); border-radius: 2px } @media print { .words-marked { display: none } }");
  document.adoptedStyleSheets.push(sheet);

  // What is marked is said, too, and can be taken away.
  const said = document.createElement("p");
  said.className = "words-marked";
  said.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = link.dataset.unmark;
  button.addEventListener("click", () => {
    CSS.highlights.delete("words");
    said.remove();
    history.replaceState(null, "", location.pathname + location.hash);
    main.focus({ preventScroll: true });
  });
  main.prepend(said);
  said.append(link.dataset.marked.replace("{words}", words.join(", ")), " ", button);
})();
