// Marking passages on the page of a source: what is selected, pointed at or typed, and what comes of it.
// Served by `throughline serve` only; no site that is built has it.

import { act, data, isAsking, keep, kept, recent, say } from "./api.js";
import { isAstrayOpen, openAstray, watch } from "./astray.js";
import { button, element, keyed, putNear, root, tell } from "./dom.js";
import { begin, currentBlock, end, isMarking } from "./keyboard.js";
import { isFormOpen, openForm } from "./metadata.js";
import { close, done, isOpen, markAt, openPanel, refusal } from "./panel.js";
import { next, start, toggle } from "./session.js";
import { blockAt, find, markedAs, nodes, passageRange, selected, selection } from "./text.js";

const passages = new Map(data.passages.map((passage) => [passage.id, passage]));

// What is selected, and what can be done with it: a bar beside it.
const bar = element("div", { class: "bar", role: "toolbar", "aria-label": say("edit_selected"), hidden: true });
bar.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
root.append(bar);
let respanning = null; // the passage that gets other words

function offer() {
  const it = isOpen() || isMarking() ? null : selection();
  bar.hidden = !it;
  if (!it) return;
  const apart = apartOf(it);
  const now = () => selection() ?? it;
  const set = (key, as, on, off, letter) => (apart?.key === key
    ? keyed(off, letter, () => unsetApart(apart))
    : keyed(on, letter, () => setApart(as, now())));
  bar.replaceChildren(...(respanning
    ? [button(say("edit_take_words"), () => respan(now()), { class: "main" }), button(say("edit_cancel"), () => stopRespan())]
    : [keyed(say("edit_mark"), "m", () => mark(now()), { class: "main" }),
      set("headings", "heading", say("edit_heading"), say("edit_no_heading"), "h"),
      set("omit", "furniture", say("edit_furniture"), say("edit_no_furniture"), "f")]));
  putNear(bar, it.range);
}
let settling = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(settling);
  settling = setTimeout(offer, 150);
});
addEventListener("resize", offer);

function mark(it = selection()) {
  if (isMarking()) end();
  if (!it) {
    begin(currentBlock(), actions);
    return;
  }
  bar.hidden = true;
  // The same words are not marked twice: what is marked gets another argument.
  const same = markedAs(it, [...passages.keys()]);
  if (same) openPassage(same);
  else openPanel(it);
}

/** Marks at once, with the argument that has this key and the stance that it was last given. */
function markWith(n, it = selection()) {
  const argument = recent()[n];
  if (!it || !argument) {
    tell(argument ? say("edit_select_first") : say("edit_no_argument", { key: n + 1 }));
    return;
  }
  if (isMarking()) end();
  bar.hidden = true;
  const given = { id: argument.id, stance: argument.stance };
  const same = markedAs(it, [...passages.keys()]);
  if (!same) {
    markAt(it, { arguments: [given] });
    return;
  }
  const { named, ...coding } = passages.get(same);
  const others = coding.arguments.filter(({ id }) => id !== given.id);
  markAt({ ...it, passage: same }, { ...coding, id: named, arguments: [...others, given] });
}

// A passage that is there.
function openPassage(id) {
  const passage = passages.get(id);
  const range = passage && passageRange(id);
  const it = range && selected(range);
  if (!it) return;
  bar.hidden = true;
  const { named, ...coding } = passage;
  const panel = openPanel({ ...it, passage: id, coding: { ...coding, id: named } }, [
    button(say("edit_respan"), () => startRespan(id, it)),
    button(say("edit_delete"), () => panel.submit({}, { do: "delete", passage: id }), { class: "danger" }),
  ]);
}
document.querySelector(".source-text")?.addEventListener("click", (event) => {
  const mark_ = event.target.closest("mark[data-passage]");
  if (!mark_ || event.target.closest("a, button, summary") || selection() || event.defaultPrevented) return;
  openPassage(mark_.dataset.passage);
});
function currentPassage() {
  const note = document.activeElement?.closest?.(".note");
  const ref = document.activeElement?.closest?.("a.ref");
  const inside = getSelection().focusNode?.parentElement?.closest("mark[data-passage]");
  const named = decodeURIComponent((ref?.hash ?? location.hash).slice(1)).replace(/^n-/, "");
  return [note?.id.slice(2), named, inside?.dataset.passage].find((id) => passages.has(id));
}

function startRespan(id, it) {
  close();
  respanning = id;
  getSelection().removeAllRanges();
  getSelection().addRange(it.range);
  tell(say("edit_respan_how"));
  offer();
}
// A press on what is selected would drag it away; it is to begin a new selection.
document.addEventListener("pointerdown", (event) => {
  if (respanning && event.target.closest(".source-text")) getSelection().removeAllRanges();
});
function stopRespan() {
  respanning = null;
  getSelection().removeAllRanges();
}
function respan(it) {
  perform({ do: "respan", passage: respanning, from: it.from, to: it.to, words: it.words }, say("edit_respanned"));
}

// Paragraphs that are no text: headings, and the furniture of the page that they came from.
function apartOf(it) {
  return data.apart.find(({ blocks: [first, last] }) => it.from[0] >= first && it.to[0] <= last);
}
/** Whole paragraphs; of those in which lines count, whole lines. */
function whole(it) {
  const range = it.range.cloneRange();
  const [first, last] = [blockAt(it.from[0]), blockAt(it.to[0])];
  const ends = (block) => [nodes(block)[0], nodes(block).at(-1)];
  const [start] = ends(first);
  const [, stop] = ends(last);
  const from = first.classList.contains("lines") ? lineStart(range.startContainer, range.startOffset, first) : [start, 0];
  const to = last.classList.contains("lines") ? lineEnd(range.endContainer, range.endOffset, last) : [stop, stop.length];
  range.setStart(...from);
  range.setEnd(...to);
  return selected(range);
}
function lineStart(node, offset, block) {
  const all = nodes(block);
  for (let n = all.indexOf(node); n >= 0; n -= 1) {
    const text = all[n] === node ? node.data.slice(0, offset) : all[n].data;
    const at = text.lastIndexOf("\n");
    if (at >= 0) return [all[n], at + 1];
  }
  return [all[0], 0];
}
function lineEnd(node, offset, block) {
  const all = nodes(block);
  for (let n = all.indexOf(node); n < all.length; n += 1) {
    const at = all[n].data.indexOf("\n", all[n] === node ? offset : 0);
    if (at >= 0) return [all[n], at];
  }
  return [all.at(-1), all.at(-1).length];
}
function setApart(as, it = selection()) {
  const all = it && whole(it);
  if (!all) {
    tell(say("edit_select_first"));
    return;
  }
  const { from, to, words } = all;
  perform({ do: "set-apart", as, from, to, words }, say(as === "heading" ? "edit_is_heading" : "edit_is_furniture"));
}
const unsetApart = ({ key, index }) =>
  perform({ do: "unset-apart", as: key === "omit" ? "furniture" : "heading", index }, say("edit_is_text"));
function toggleApart(key, as, it = selection()) {
  if (isMarking()) end();
  const apart = it && apartOf(it);
  if (apart?.key === key) unsetApart(apart);
  else setApart(as, it);
}

// What needs no panel; where it is refused, a box says why.
let said = null;
async function perform(asked, told) {
  if (isAsking()) return;
  bar.hidden = true;
  said?.remove();
  const answer = await act(asked);
  if (!answer.refused) {
    done(told, answer.done.passage);
    return;
  }
  const dismiss = () => {
    said?.remove();
    said = null;
  };
  said = element("div", { class: "panel refused", role: "alertdialog", "aria-label": say("edit_refused") },
    ...refusal(answer, { again: (more) => perform({ ...asked, ...more }, told), keepAll: () => keep({}) }),
    element("p", { class: "buttons" }, button(say("edit_close"), dismiss)));
  said.addEventListener("keydown", (event) => { if (event.key === "Escape") dismiss(); });
  root.append(said);
  said.querySelector("button").focus();
}
const undo = () => perform({ do: "undo" }, say("edit_undone"));
const redo = () => perform({ do: "redo" }, say("edit_redone"));

// The keys of the page, while it shows no panel.
const actions = {
  m: mark,
  h: (it) => toggleApart("headings", "heading", it),
  f: (it) => toggleApart("omit", "furniture", it),
};
for (let n = 0; n < 9; n += 1) actions[n + 1] = (it) => markWith(n, it);
const keys = {
  m: () => mark(),
  h: () => actions.h(),
  f: () => actions.f(),
  e: () => {
    const id = currentPassage();
    if (id) openPassage(id);
    else tell(say("edit_no_passage"));
  },
  u: undo,
  U: redo,
  j: next,
  c: toggle,
  i: () => openForm(),
  l: openAstray,
};
for (let n = 0; n < 9; n += 1) keys[n + 1] = () => markWith(n);
const heard = window.throughline ?? {};
for (const [key, does] of Object.entries(keys)) {
  heard[key] = () => {
    if (isOpen() || isFormOpen() || isAstrayOpen()) return;
    // What is asked for while something is saved is done on the page that shows it.
    if (isAsking()) keep({ pressed: key });
    else does();
  };
}
const help = document.querySelector("#keys dl");
for (const [key, words] of [["m", "edit_mark"], ["1 … 9", "edit_keys_recent"], ["e", "edit_keys_change"], ["h", "edit_heading"], ["f", "edit_furniture"], ["j", "edit_next"], ["c", "edit_session"], ["i", "edit_metadata"], ["l", "edit_astray_title"], ["u", "edit_undo"], ["U", "edit_redo"]]) {
  help?.append(element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, say(words))));
}

const tools = element("div", { class: "tools", role: "toolbar", "aria-label": say("edit_marking") },
  // A hand without a keyboard can't begin with a key.
  keyed(say("edit_mark"), "m", ({ pointerType }) => (pointerType === "touch" && !selection() ? tell(say("edit_touch_first")) : mark())),
  keyed(say("edit_undo"), "u", undo, { disabled: !data.undo }),
  keyed(say("edit_redo"), "U", redo, { disabled: !data.redo }),
  keyed(say("edit_session"), "c", toggle),
  keyed(say("edit_metadata"), "i", () => openForm()));
tools.addEventListener("pointerdown", (event) => event.preventDefault());
root.append(tools);
watch(tools);
start(markWith);

// After the page has been loaded anew: what was done, or what is still to be.
const before = kept();
if (before?.told) {
  tell(before.told);
  if (before.passage) document.querySelector(`a.ref[href="#n-${CSS.escape(before.passage)}"]`)?.focus({ preventScroll: true });
}
if (before?.selected) {
  const range = find(before.selected);
  if (range) getSelection().addRange(range);
}
if (before?.pressed) keys[before.pressed]();
if (before?.metadata) openForm(before.metadata);
if (before?.again) {
  const { again } = before;
  const range = again.passage ? passageRange(again.passage) ?? find(again) : find(again);
  const it = range && selected(range);
  if (it) openPanel({ ...it, coding: again.coding, passage: passages.has(again.passage) ? again.passage : undefined });
  else tell(say("edit_lost", { words: again.words }));
}
