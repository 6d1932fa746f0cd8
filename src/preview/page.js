// Follows the dossier: puts a new page in the place of the old one, keeps the place where somebody
// reads, and lays what is wrong over the page until it is mended. Served by `throughline serve`
// only; no site that is built has it.
(() => {
  "use strict";
  const own = document.getElementById("throughline-served");
  let state = JSON.parse(own.textContent);
  const kept = `throughline-served:${location.pathname}`;

  // The place: elements with an id that are in view, passages before all others, since the numbers
  // of paragraphs move when one is added. Words tell whether an id still means the same.
  const words = (element) => element.textContent.trim().slice(0, 80);
  function place() {
    const seen = [];
    for (const element of document.querySelectorAll("main [id]")) {
      const { top, bottom, height } = element.getBoundingClientRect();
      if (height > 0 && bottom > 0 && top < innerHeight && height < innerHeight * 2) {
        seen.push({ id: element.id, top, words: words(element), rank: element.localName === "mark" ? 0 : 1 });
      }
    }
    seen.sort((a, b) => a.rank - b.rank || Math.abs(a.top) - Math.abs(b.top));
    return { x: scrollX, y: scrollY, seen: seen.slice(0, 24), focus: document.activeElement?.id ?? "" };
  }
  function takePlace({ x, y, seen, focus }) {
    const smooth = document.documentElement.style.scrollBehavior;
    document.documentElement.style.scrollBehavior = "auto";
    scrollTo(x, y);
    const paragraphs = [...document.querySelectorAll("main [id]")];
    for (const exact of [true, false]) {
      const found = seen.map((one) => {
        const same = document.getElementById(one.id);
        if (same && (!exact || words(same) === one.words)) return [one, same];
        const moved = exact && one.words && paragraphs.find((p) => words(p) === one.words);
        return moved ? [one, moved] : null;
      }).find(Boolean);
      if (found) {
        scrollBy(0, found[1].getBoundingClientRect().top - found[0].top);
        break;
      }
    }
    document.documentElement.style.scrollBehavior = smooth;
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  }
  const last = sessionStorage.getItem(kept);
  if (last) {
    sessionStorage.removeItem(kept);
    const back = () => takePlace(JSON.parse(last));
    back();
    if (document.readyState !== "complete") addEventListener("load", back, { once: true });
  }
  // The browser would put the old place back after this; it may again when somebody leaves.
  let reloading = false;
  addEventListener("pagehide", () => {
    if (!reloading) history.scrollRestoration = "auto";
  });
  function reload() {
    // An editor keeps the page while somebody marks it, and asks for the new one after.
    if (!document.dispatchEvent(new Event("throughline:reload", { cancelable: true }))) return;
    reloading = true;
    sessionStorage.setItem(kept, JSON.stringify(place()));
    history.scrollRestoration = "manual";
    location.reload();
  }

  document.addEventListener("throughline:show", reload);

  // Style sheets have names that change with their content: `assets/style.0123456789.css`.
  function restyle(sheets) {
    const stem = (path) => path.replace(/^.*\//, "").replace(/\.[0-9a-f]{10}\.css$/, "");
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const old = link.getAttribute("href");
      const sheet = sheets.find((path) => stem(path) === stem(old) && !old.endsWith(path));
      if (!sheet) continue;
      const fresh = link.cloneNode();
      fresh.href = old.replace(/assets\/.*$/, sheet);
      fresh.addEventListener("load", () => link.remove());
      fresh.addEventListener("error", () => link.remove());
      link.after(fresh);
    }
  }

  const style = `
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 60vh;
      display: flex; flex-direction: column; background: #1d1b19; color: #f5f1ea;
      font: 15px/1.45 system-ui, sans-serif; border-top: 3px solid #e0a03c; }
    div { display: flex; flex-wrap: wrap; align-items: baseline; gap: .4em 1em; padding: .6em 1em; }
    h2 { font-size: 1em; margin: 0; flex: 1 0 12em; }
    button { font: inherit; color: inherit; background: none; border: 1px solid #a39c92;
      border-radius: 4px; padding: .25em .8em; min-height: 28px; cursor: pointer; }
    button:focus-visible, ol:focus-visible { outline: 3px solid #8ab8ff; outline-offset: 2px; }
    ol { overflow: auto; margin: 0; padding: 0 1em 1em; list-style: none; }
    li { padding: .6em 0; border-top: 1px solid #4a4640; }
    h3 { font-size: 1em; margin: 0 0 .2em; overflow-wrap: anywhere; }
    p { margin: 0 0 .4em; color: #d5cec3; overflow-wrap: anywhere; }
    pre { font: 13px/1.5 ui-monospace, monospace; margin: 0; white-space: pre; overflow: auto; }
    @media print { :host { display: none; } }`;
  let overlay = null;
  function element(name, text, ...children) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...children);
    return made;
  }
  function show(faults) {
    if (faults.length === 0) {
      overlay?.remove();
      overlay = null;
      document.documentElement.style.scrollPaddingBottom = "";
      document.dispatchEvent(new Event("throughline:faults"));
      return;
    }
    if (!overlay) {
      overlay = element("throughline-faults");
      overlay.attachShadow({ mode: "open" });
      overlay.lang = "en";
      overlay.dir = "ltr";
      overlay.setAttribute("role", "region");
      overlay.setAttribute("aria-label", "What is wrong with the dossier");
      document.body.append(overlay);
    }
    const hide = element("button", "Hide (Esc)");
    hide.type = "button";
    hide.addEventListener("click", () => show([]));
    const n = faults.filter((fault) => fault.code).length;
    const count = n < faults.length ? `More than ${n} errors` : n === 1 ? "1 error" : `${n} errors`;
    const title = element("span", `${count} in the dossier`);
    title.setAttribute("role", "status");
    const list = element("ol");
    list.tabIndex = 0;
    list.setAttribute("aria-label", "Errors");
    for (const fault of faults) {
      list.append(element("li", "", element("h3", fault.title), element("p", fault.place), element("pre", fault.text)));
    }
    overlay.shadowRoot.replaceChildren(element("style", style), element("div", "", element("h2", "", title), hide), list);
    document.documentElement.style.scrollPaddingBottom = `${overlay.offsetHeight}px`;
    // An editor may know how to mend some of them.
    document.dispatchEvent(new Event("throughline:faults"));
  }
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay && !document.querySelector("dialog[open], [data-dialog-open]")) {
      event.stopImmediatePropagation();
      show([]);
    }
  }, true);

  function take(next) {
    const same = next.page === state.page && next.editor === state.editor;
    if (same && next.bytes !== state.bytes && next.content === state.content) {
      restyle(next.sheets);
    } else if (next.bytes !== state.bytes || !same) {
      reload();
      return;
    }
    if (JSON.stringify(next.faults) !== JSON.stringify(state.faults)) show(next.faults);
    state = next;
  }

  // A browser holds few connections to a host, so only a page that is seen holds one.
  let source = null;
  function listen() {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource(`/_throughline/events?page=${encodeURIComponent(state.page)}`);
      source.onmessage = (event) => take(JSON.parse(event.data));
    }
  }
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => { source?.close(); source = null; });
  addEventListener("pageshow", listen);
  show(state.faults);
  listen();
})();
