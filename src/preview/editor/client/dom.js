// Elements, and the place that they all stand in: a root of its own, which no theme reaches.

import { say } from "./api.js";

/** An element with attributes and children; `on…` are listeners, and null is nothing. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export const button = (words, onclick, attributes = {}) => element("button", { type: "button", onclick, ...attributes }, words);

/** A button with the key that does the same. */
export const keyed = (words, key, onclick, attributes = {}) =>
  button([words, " ", element("kbd", { "aria-hidden": "true" }, key)], onclick, { "aria-keyshortcuts": key, ...attributes });

export const host = document.createElement("throughline-editor");
host.setAttribute("role", "region");
host.setAttribute("aria-label", say("edit_marking"));
export const root = host.attachShadow({ mode: "open" });
root.append(element("link", { rel: "stylesheet", href: "/_throughline/editor/editor.css" }));
// What is typed in a field or a panel is no key of the page.
host.addEventListener("keydown", (event) => {
  const [target] = event.composedPath();
  if (target.closest?.("input, textarea, select, .panel, [slot]")) event.stopPropagation();
});
document.body.append(host);

const live = element("p", { class: "said", role: "status" });
root.append(live);
let timer = 0;
/** Says something for a while, to eyes and to ears. */
export function tell(words, ...more) {
  clearTimeout(timer);
  live.replaceChildren(words, ...more);
  live.classList.add("shown");
  timer = setTimeout(() => live.classList.remove("shown"), 8000);
}

/** Whether there is room for a panel beside the text. */
export const isNarrow = () => innerWidth < 640;

/** Puts a box beside the text, level with a range, where there is room; else below or above it. On a narrow screen CSS does. */
export function putNear(box, range, beside = null) {
  if (isNarrow()) {
    box.style.left = box.style.top = "";
    return;
  }
  const lines = [...range.getClientRects()].filter((line) => line.width > 0);
  const [first, end] = [lines[0] ?? range.getBoundingClientRect(), lines.at(-1) ?? range.getBoundingClientRect()];
  const { offsetWidth: width, offsetHeight: height } = box;
  const room = document.documentElement.clientWidth;
  const rtl = getComputedStyle(document.documentElement).direction === "rtl";
  const column = beside?.getBoundingClientRect();
  const edge = rtl ? (column?.left ?? 0) - width - 28 : (column?.right ?? room) + 28;
  const fits = edge >= 8 && edge + width + 8 <= room;
  const left = fits ? edge : Math.max(8, Math.min(rtl ? end.right - width : end.left, room - width - 8));
  const below = end.bottom + height + 16 <= innerHeight || first.top < height + 16;
  const top = fits ? first.top - 8 : below ? end.bottom + 8 : first.top - height - 8;
  box.style.left = `${left + scrollX}px`;
  box.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8)) + scrollY}px`;
}
