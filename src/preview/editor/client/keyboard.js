// Marking without a pointer: a stretch of the text that the arrow keys move and make longer, by
// words and by sentences.

import { hold, release, say } from "./api.js";
import { element, root, tell } from "./dom.js";
import { blockOf, blocks, nodes, selection } from "./text.js";

const cut = (granularity, language) => {
  try {
    return new Intl.Segmenter(language || undefined, { granularity });
  } catch {
    return new Intl.Segmenter(undefined, { granularity });
  }
};

/** The text of a block, with the node of each place. */
function flat(block) {
  const parts = nodes(block);
  let text = "";
  const starts = parts.map((node) => {
    const at = text.length;
    text += node.data;
    return at;
  });
  return {
    block,
    text,
    of: (node, offset) => starts[parts.indexOf(node)] + offset,
    at(offset, end) {
      let n = parts.length - 1;
      while (n > 0 && (end ? starts[n] >= offset : starts[n] > offset)) n -= 1;
      return [parts[n], offset - starts[n]];
    },
  };
}

function stretches(text, granularity, language) {
  const found = [];
  for (const { segment, index, isWordLike } of cut(granularity, language).segment(text)) {
    if (granularity === "word" && !isWordLike) continue;
    const inner = segment.trim();
    if (inner) found.push({ start: index + segment.indexOf(inner), end: index + segment.indexOf(inner) + inner.length });
  }
  return found;
}

let mode = null;
export const isMarking = () => mode !== null;

/**
 * Begins at a block: its first sentence is selected, or else `range`. The blocks are those of the
 * page, which scrolls; or `within` others, in a box that has a hint of its own and scrolls, and
 * that Escape makes `leave`.
 */
export function begin(from, actions, { within = blocks(), range = null, scroller = null, leave = null } = {}) {
  const all = within.filter((block) => nodes(block).length).map(flat);
  let at = all.findIndex(({ block }) => block === from);
  if (at < 0) at = 0;
  if (!all.length) return;
  const hint = scroller ? null : element("p", { class: "keys-hint", role: "status" }, say("edit_keyboard"));
  hold();
  if (hint) root.append(hint);
  mode = { all, within, a: null, z: null, hint, actions, scroller, leave };
  const place = (node, offset) => {
    const n = all.findIndex(({ block }) => block.contains(node));
    return n < 0 ? null : { n, at: all[n].of(node, offset) };
  };
  const [a, z] = range ? [place(range.startContainer, range.startOffset), place(range.endContainer, range.endOffset)] : [];
  if (a && z) {
    Object.assign(mode, { a, z, edge: "a" });
    select();
  } else {
    sentence(at);
  }
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("pointerdown", end, { once: true });
}

/** Ends; what is selected stays so unless it is `dropped`. */
export function end(event, dropped = false) {
  if (!mode) return;
  mode.hint?.remove();
  mode = null;
  document.removeEventListener("keydown", pressed, true);
  document.removeEventListener("pointerdown", end);
  if (dropped) getSelection().removeAllRanges();
  release();
}

function sentence(n) {
  const block = mode.all[n];
  const [first] = stretches(block.text, "sentence", language(block));
  mode.a = { n, at: first?.start ?? 0 };
  mode.z = { n, at: first?.end ?? block.text.length };
  select();
}

const language = ({ block }) => block.closest("[lang]")?.lang;

function select() {
  const { all, a, z } = mode;
  const [start, end_] = [all[a.n].at(a.at, false), all[z.n].at(z.at, true)];
  getSelection().setBaseAndExtent(...start, ...end_);
  const range = getSelection().getRangeAt(0);
  const lines = [...range.getClientRects()];
  const edge = mode.edge === "a" ? lines[0] : lines.at(-1);
  if (mode.scroller) {
    const { top, bottom } = mode.scroller.getBoundingClientRect();
    const middle = (top + bottom) / 2;
    if (edge && (edge.top < top + 20 || edge.bottom > bottom - 20)) mode.scroller.scrollBy({ top: edge.top - middle, behavior: "instant" });
    return;
  }
  if (edge && (edge.top < 60 || edge.bottom > innerHeight - 120)) {
    scrollBy({ top: edge.top - innerHeight / 2, behavior: "instant" });
  }
}

/** The next or previous border of a kind, across blocks. */
function border(from, granularity, forward, side) {
  for (let n = from.n; n >= 0 && n < mode.all.length; n += forward ? 1 : -1) {
    const block = mode.all[n];
    const places = stretches(block.text, granularity, language(block)).map((one) => one[side]);
    const found = forward
      ? places.find((place) => n !== from.n || place > from.at)
      : places.findLast((place) => n !== from.n || place < from.at);
    if (found !== undefined) return { n, at: found };
  }
  return null;
}

const before = (a, b) => a.n < b.n || (a.n === b.n && a.at < b.at);

function move(edge, granularity, forward) {
  const next = border(mode[edge], granularity, forward, edge === "a" ? "start" : "end");
  const [a, z] = edge === "a" ? [next, mode.z] : [mode.a, next];
  if (!next || !before(a, z)) return;
  mode[edge] = next;
  mode.edge = edge;
  select();
}

function paragraph(step) {
  const n = Math.min(mode.all.length - 1, Math.max(0, mode.a.n + step));
  sentence(n);
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const { key, shiftKey } = event;
  // Buttons beside the text are pressed as all buttons are.
  if ((key === "Enter" || key === " ") && event.composedPath()[0].closest?.("dialog button")) return;
  const edge = shiftKey ? "a" : "z";
  const rtl = getComputedStyle(mode.all[mode.z.n].block).direction === "rtl";
  const right = !rtl;
  const acts = {
    ArrowRight: () => move(edge, "word", right),
    ArrowLeft: () => move(edge, "word", !right),
    ArrowDown: () => move(edge, "sentence", true),
    ArrowUp: () => move(edge, "sentence", false),
    ".": () => move("z", "grapheme", true),
    ",": () => move("z", "grapheme", false),
    n: () => paragraph(1),
    p: () => paragraph(-1),
    Escape: () => {
      const { leave } = mode;
      end(null, true);
      if (leave) leave();
      else tell(say("edit_ended"));
    },
  };
  const act = acts[key] ?? mode.actions[key === "Enter" ? "m" : key];
  if (!act) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  act(selection(mode.within));
}

/** The block that somebody is at: where the focus or the address is, or the first in sight. */
export function currentBlock() {
  const focused = document.activeElement;
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const note = focused?.closest?.(".note");
  const noted = note && document.getElementById(note.id.slice(2));
  const inSight = (block) => {
    const { top, bottom } = block.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const seen = [blockOf(noted), blockOf(focused), blockOf(named)].find((block) => block && inSight(block));
  return seen ?? blocks().find((block) => block.getBoundingClientRect().top > 0) ?? blocks()[0];
}
