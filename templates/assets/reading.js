// Throughline: the tie between a passage and its note, and the way from passage to passage.
"use strict";
(() => {
  if (!window.throughline) return; // within a preview
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const passages = all("mark.passage[id], .quote");
  let current = -1;

  // A passage, its fragments, its reference and its note are lit together.
  const lit = (passage, on) => {
    const id = CSS.escape(passage);
    for (const part of all(`[data-passage="${id}"], a[href="#n-${id}"], [id="n-${id}"]`)) {
      part.classList.toggle("lit", on);
    }
  };
  const passageOf = (node) => {
    const part = node.closest?.("[data-passage], .note, a.ref");
    return part && (part.dataset.passage ?? (part.id || decodeURIComponent(part.hash).slice(1)).slice(2));
  };
  let held = null; // the passage that the address names
  const over = (event) => { const id = passageOf(event.target); if (id) lit(id, true); };
  const out = (event) => { const id = passageOf(event.target); if (id && id !== held) lit(id, false); };
  for (const name of ["mouseover", "focusin"]) document.addEventListener(name, over);
  for (const name of ["mouseout", "focusout"]) document.addEventListener(name, out);

  const arrive = () => {
    if (held) lit(held, false);
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* not an address of ours */ }
    held = target && (passageOf(target) ?? null);
    if (held) {
      lit(held, true);
      current = passages.findIndex((passage) => passage.id === held);
    }
  };
  addEventListener("hashchange", arrive);
  arrive();

  // Notes beside the text: each level with its passage, or right below the note before it.
  const article = document.querySelector(".source-text");
  const place = () => {
    const top = article.getBoundingClientRect().top;
    const gap = 0.6 * parseFloat(getComputedStyle(article).fontSize);
    let free = 0;
    const places = all(".note", article).map((note) => {
      const passage = document.getElementById(note.id.slice(2));
      const y = Math.max(free, (passage?.getClientRects()[0]?.top ?? top) - top);
      free = y + note.offsetHeight + gap;
      return [note, y];
    });
    for (const [note, y] of places) note.style.setProperty("--y", `${y}px`);
    article.style.setProperty("--end", `${free}px`);
    article.classList.add("placed");
  };
  if (article) {
    place();
    // The text wraps anew, a font comes late, furniture is unfolded.
    const observer = new ResizeObserver(place);
    for (const column of all(".column", article)) observer.observe(column);
  }

  // Where the reader is: at the passage last gone to while it is in sight, else at the first in sight.
  const inSight = (passage) => {
    const { top, bottom } = passage.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const here = () => (current >= 0 && inSight(passages[current]) ? current : passages.findIndex(inSight));

  // What a key has done, for those who hear it.
  const live = document.createElement("p");
  live.className = "hidden";
  live.setAttribute("aria-live", "polite");
  document.body.append(live);

  // A text is left selected, so that it can be copied by hand where it may not be by a button.
  for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const text = button.parentNode.nextElementSibling;
      getSelection().selectAllChildren(text);
      if (document.execCommand("copy")) live.textContent = button.dataset.copy;
    });
  }

  const go = (step) => {
    if (!passages.length) return;
    const at = here();
    if (at >= 0 && at === current) {
      current += step;
    } else {
      const below = passages.findIndex((passage) => passage.getBoundingClientRect().bottom > 0);
      const next = below < 0 ? passages.length : below;
      current = step > 0 ? next : next - 1;
    }
    current = Math.min(passages.length - 1, Math.max(0, current));
    const passage = passages[current];
    const said = all(`[id="n-${CSS.escape(passage.id)}"] .thread > p:first-child`).map((p) => p.innerText);
    live.textContent = `${current + 1} / ${passages.length}: ${said.join("; ") || passage.innerText}`;
    if (passage.id) {
      location.replace(`#${encodeURIComponent(passage.id)}`);
    } else {
      passage.querySelector("figcaption > a")?.focus({ preventScroll: true });
      passage.scrollIntoView({ block: "center" });
    }
  };

  // [ and ]: along one argument, which is kept from page to page where the passage has several.
  const memory = {
    get argument() { try { return sessionStorage.getItem("throughline-argument"); } catch { return null; } },
    set argument(id) { try { sessionStorage.setItem("throughline-argument", id); } catch { /* the first is taken */ } },
  };
  const argumentOf = (thread) => thread.querySelector(".argument-ref").href.split("/").pop();
  const follow = (way) => {
    const passage = passages[here()];
    const note = passage && document.getElementById(`n-${passage.id}`);
    if (!note) return;
    const threads = all(".thread", note);
    const thread = threads.find((one) => argumentOf(one) === memory.argument) ?? threads[0];
    thread?.querySelector(`a[rel="${way}"]`)?.click();
  };
  document.addEventListener("click", (event) => {
    const thread = event.target.closest?.(".elsewhere a")?.closest(".thread");
    if (thread) memory.argument = argumentOf(thread);
  });

  Object.assign(window.throughline, {
    n: () => go(1),
    p: () => go(-1),
    "[": () => follow("prev"),
    "]": () => follow("next"),
  });
})();
