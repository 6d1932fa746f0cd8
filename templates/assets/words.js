// Throughline: the words that a search found are marked on the page that it led to. They are in the address.
"use strict";
(() => {
  const words = new URLSearchParams(location.search).getAll("words").map((word) => word.trim()).filter(Boolean);
  const link = document.querySelector("a[rel=search]");
  if (!words.length || !link || !globalThis.Highlight || !CSS.highlights) return;
  // In scripts without spaces, a word may stand anywhere.
  const joined = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
  const pattern = words.map((word) => {
    const plain = word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    return joined.test(word) ? plain : `(?<![\\p{L}\\p{N}])${plain}(?![\\p{L}\\p{N}])`;
  }).join("|");
  const wanted = new RegExp(pattern, "giu");
  const ranges = [];
  const main = document.getElementById("content");
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const { index, 0: { length } } of texts.currentNode.data.matchAll(wanted)) {
      const range = new Range();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + length);
      ranges.push(range);
    }
  }
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
