// A coding session: how far the source is read, the next paragraph that nothing is marked in, and the
// arguments so far, with the keys that nine of them have.

import { data, recent, say } from "./api.js";
import { element, keyed, root, tell } from "./dom.js";
import { currentBlock } from "./keyboard.js";
import { blocks, nodes, packed } from "./text.js";

const OPEN = "throughline-session";
const SEEN = `throughline-seen:${data.source}:${data.seed.slice(0, 16)}`;

const store = (storage, key, value) => {
  try {
    if (value === undefined) return JSON.parse(storage.getItem(key));
    storage.setItem(key, JSON.stringify(value));
  } catch { /* known for this page only */ }
  return value ?? null;
};

// Paragraphs are told by their words: their numbers change when some of them are set apart.
const nameOf = (block) => {
  const text = packed(nodes(block).map((node) => node.data).join(""));
  return `${text.length}:${text.slice(0, 40)}`;
};
const seen = new Set(store(localStorage, SEEN) ?? []);

/** What is to be read: all but headings and furniture. */
const paragraphs = () => blocks().filter((block) => !block.matches("details, h1, h2, h3, h4, h5, h6") && nodes(block).length);
const isDone = (block) => block.querySelector("mark[data-passage]") !== null || seen.has(nameOf(block));

/** Goes to the next paragraph in which nothing is marked; the one that is left counts as read. */
export function next() {
  const all = paragraphs();
  const here = currentBlock();
  const isAfter = (block) => here && here.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING;
  const after = Math.max(0, all.findIndex(isAfter)); // also of a heading, which is no paragraph to be marked
  const at = all.includes(here) ? all.indexOf(here) : after;
  const named = all[at] === here && location.hash === `#${here.id}`;
  if (named && !isDone(here)) {
    seen.add(nameOf(here));
    store(localStorage, SEEN, [...seen]);
  }
  const order = [...all.slice(at + (named ? 1 : 0)), ...all.slice(0, at)];
  const block = order.find((one) => !isDone(one));
  show();
  if (!block) {
    tell(say("edit_all_read"));
    return;
  }
  location.replace(`#${block.id}`);
  const { top, bottom } = block.getBoundingClientRect();
  if (top < 60 || bottom > innerHeight - 60) block.scrollIntoView({ block: bottom - top < innerHeight / 2 ? "center" : "start", behavior: "instant" });
}

let box = null;
let markWith = () => {};

function row({ number, label, here, stance }, n) {
  const key = n < 9 ? String(n + 1) : null;
  const glyph = data.stances.find(({ name }) => name === stance)?.glyph;
  const words = [element("b", {}, number), ` ${label} `, glyph ? element("span", { class: "glyph" }, glyph) : null];
  const count = element("span", { class: "count", title: say("edit_here") }, String(here));
  return element("li", {},
    key
      ? element("button", { type: "button", "aria-keyshortcuts": key, onclick: () => markWith(n) }, element("kbd", { "aria-hidden": "true" }, key), " ", ...words)
      : element("span", {}, ...words),
    count);
}

function show() {
  if (!box) return;
  const all = paragraphs();
  const read = all.filter(isDone).length;
  const nine = recent();
  const others = data.arguments.filter(({ id, here }) => here > 0 && !nine.some((one) => one.id === id));
  const words = say("edit_progress", { n: read, all: all.length });
  box.replaceChildren(
    element("h2", { id: "session-title" }, say("edit_session")),
    element("label", { class: "progress" }, element("span", {}, words), element("progress", { max: String(all.length || 1), value: String(read) })),
    keyed(say("edit_next"), "j", next),
    element("ol", { "aria-label": say("edit_arguments"), tabindex: "0" }, [...nine, ...others].map(row)));
}

/** Opens the view, or closes it; it stays so from page to page. */
export function toggle() {
  const open = !box;
  store(sessionStorage, OPEN, open);
  box?.remove();
  box = null;
  if (open) begin();
}
function begin() {
  box = element("section", { class: "session", "aria-labelledby": "session-title" });
  box.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button")) event.preventDefault(); // the selection stays
  });
  root.append(box);
  show();
}

/** Shows the view where it was open. `mark(n)` marks what is selected with the argument of a key. */
export function start(mark) {
  markWith = mark;
  if (store(sessionStorage, OPEN)) begin();
}
