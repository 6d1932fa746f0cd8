// Throughline: previews and keys. Everything else works without this file.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const named = (hash) => {
    try { return document.getElementById(decodeURIComponent(hash.slice(1))); } catch { return null; /* not an address of ours */ }
  };

  // What a preview of this page shows: the passage that the address names in its paragraph, or what the template marks.
  const summary = (hash) => {
    const target = named(hash);
    const passage = target?.matches("mark, .note") && target.id.replace(/^n-/, "");
    const shown = passage ? [document.querySelector("h1"), document.getElementById(passage).closest(".text")] : all("[data-preview]");
    const copy = document.createElement("div");
    copy.append(...shown.filter(Boolean).map((part) => part.cloneNode(true)));
    for (const part of all(`[data-passage="${CSS.escape(passage)}"]`, copy)) part.classList.add("lit");
    for (const part of all("a.ref, button", copy)) part.remove();
    // A copy names nothing and leads nowhere.
    for (const part of all("*", copy)) for (const name of ["id", "href", "tabindex"]) part.removeAttribute(name);
    return copy.innerHTML;
  };
  // A frame hears it from this site only; pages from a disk have no name for theirs.
  const tell = (html) => parent.postMessage(html, location.protocol === "file:" ? "*" : location.origin);
  const FRAME = "throughline-preview";
  if (parent !== window) {
    if (window.name === FRAME) return tell(summary(location.hash));
    // Where any two sources are compared, a source tells all that it shows.
    if (window.name === "throughline-compare") return tell(document.querySelector(".page-source > main")?.innerHTML ?? "");
  }

  // A preview of where a link leads: a hidden frame loads the page, which tells what it is about.
  // That works from a disk, too, where pages may not read each other.
  const PREVIEWED = /\/(arguments|sources|people)\/[^/]+\.html$/;
  const DELAY_MS = 350;
  const previews = new Map();
  const box = document.createElement("div");
  box.className = "preview";
  box.id = FRAME;
  box.hidden = true;
  box.setAttribute("role", "tooltip");
  document.getElementById("content").append(box);
  let link = null; // the one that is pointed at
  let to = null; // where it leads
  let timer = 0;
  let frame = null;
  const hide = () => {
    clearTimeout(timer);
    frame?.remove();
    link?.removeAttribute("aria-describedby");
    link = frame = null;
    box.hidden = true;
  };
  const show = (html) => {
    if (!link || !html) return;
    box.innerHTML = html;
    box.hidden = false;
    const lit = box.querySelector(".lit");
    box.scrollTop = lit?.offsetTop > box.clientHeight / 2 ? lit.offsetTop - 60 : 0;
    link.setAttribute("aria-describedby", FRAME);
    const [at, { offsetWidth: width, offsetHeight: height }] = [link.getClientRects()[0], box];
    const below = at.bottom + height + 16 < innerHeight || at.top < height;
    box.style.top = `${below ? at.bottom + 8 : at.top - height - 8}px`;
    box.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8))}px`;
  };
  const ask = () => {
    if (to.pathname === location.pathname) previews.set(to.href, summary(to.hash));
    if (previews.has(to.href)) {
      show(previews.get(to.href));
      return;
    }
    frame = document.createElement("iframe");
    frame.name = FRAME;
    frame.hidden = true;
    frame.src = to.href;
    document.body.append(frame);
  };
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || typeof event.data !== "string") return;
    previews.set(to.href, event.data);
    frame.remove();
    frame = null;
    show(event.data);
  });
  const point = (node) => {
    const next = node.closest?.("main a[href]:not(.permalink, .ref, .back)") ?? null;
    if (next === link) return;
    hide();
    if (!next) return;
    to = new URL(next.getAttribute("href"), location);
    if (to.protocol + to.host !== location.protocol + location.host) return;
    if (to.pathname === location.pathname ? !to.hash : !PREVIEWED.test(to.pathname)) return;
    link = next;
    timer = setTimeout(ask, DELAY_MS);
  };
  // Who moves on from the link may stay on the preview.
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "mouse") return;
    clearTimeout(timer);
    if (!box.contains(target)) timer = setTimeout(point, box.hidden ? 0 : 150, target);
  });
  document.addEventListener("focusin", ({ target }) => { if (target.matches(":focus-visible")) point(target); });
  document.addEventListener("focusout", hide);
  addEventListener("click", hide);
  addEventListener("scroll", () => { if (!box.hidden) hide(); }, { passive: true });
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  // The help, and the switch for those whose voice or switch control types letters.
  const dialog = document.getElementById("keys");
  const control = dialog?.querySelector("[data-keys-on]");
  const store = {
    get on() { try { return localStorage.getItem("throughline-keys") !== "off"; } catch { return control?.checked ?? true; } },
    set on(value) { try { localStorage.setItem("throughline-keys", value ? "on" : "off"); } catch { /* kept for this page only */ } },
  };
  const help = () => { if (dialog && !dialog.open) dialog.showModal(); };
  if (control) {
    control.checked = store.on;
    control.addEventListener("change", () => { store.on = control.checked; });
  }
  for (const button of all("[data-keys]")) {
    button.hidden = false;
    button.addEventListener("click", help);
  }

  // What else a letter does, the scripts after this one add.
  const keys = (window.throughline = { "?": help });
  const search = document.querySelector("a[rel=search]");
  if (search) keys["/"] = () => { location.href = search.href; };
  // Whoever comes from a search sees its words marked.
  if (search && new URLSearchParams(location.search).has("words")) {
    const script = document.createElement("script");
    script.src = search.dataset.words;
    document.head.append(script);
  }
  document.addEventListener("keydown", (event) => {
    // On many keyboards the brackets need AltGr, which reports itself as Ctrl and Alt.
    const chord = event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph"));
    if (chord || event.isComposing || event.defaultPrevented || dialog?.open || !store.on) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const act = Object.hasOwn(keys, event.key) && keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
