// The words of the source on its page: from what is selected to places of the seed, and back.
// White space counts nothing, since a page has other white space than the seed.

const BLOCKS = ".source-text .text[id]";
// Words of the page's own: how many are folded away, the numbers of notes and footnotes.
const OWN = "summary, a.ref, sup.footnote, div.footnote > sup:first-child";

export const packed = (text) => text.replace(/\p{White_Space}+/gu, "");

// Beside the page's own there may be blocks of the text as it is now, which have other ids.
export const numberOf = (block) => Number(block.dataset.block ?? /^p(\d+)$/.exec(block.id)?.[1] ?? 0);
export const blocks = () => [...document.querySelectorAll(BLOCKS)].filter(numberOf);
export const blockAt = (number) => document.getElementById(`p${number}`);
export const blockOf = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(BLOCKS) ?? null;

/** The text nodes of a block that hold words of the seed. */
export function nodes(block) {
  const found = [];
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest(OWN) && packed(node.data)) found.push(node);
  }
  return found;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What part of a text node is selected: whole characters as they are seen, no space at the ends. */
function part(node, range) {
  let start = node === range.startContainer ? range.startOffset : 0;
  let end = node === range.endContainer ? range.endOffset : node.length;
  // A container that is an element may begin or end beside the node.
  if (range.comparePoint(node, start) > 0 || range.comparePoint(node, end) < 0 || start >= end) return null;
  if (start > 0 || end < node.length) {
    const segments = graphemes.segment(node.data);
    start = segments.containing(start)?.index ?? start;
    const last = segments.containing(end - 1);
    if (last) end = last.index + last.segment.length;
  }
  const text = node.data.slice(start, end);
  start += text.length - text.trimStart().length;
  end -= text.length - text.trimEnd().length;
  return start < end ? { node, start, end } : null;
}

/**
 * What is selected of the source's words: `from` and `to` as [block, offset], the `words`, and a
 * `range` of just them. Null where that is nothing.
 */
export function selected(range, all = blocks()) {
  if (!range || range.collapsed) return null;
  const parts = [];
  for (const block of all) {
    if (!range.intersectsNode(block)) continue;
    const here = nodes(block).filter((node) => range.intersectsNode(node)).map((node) => part(node, range)).filter(Boolean);
    if (here.length) parts.push({ block, here });
  }
  if (!parts.length) return null;
  const [first, last] = [parts[0], parts.at(-1)];
  const [begin, end] = [first.here[0], last.here.at(-1)];
  const exact = new Range();
  exact.setStart(begin.node, begin.start);
  exact.setEnd(end.node, end.end);
  return {
    from: [numberOf(first.block), offsetOf(first.block, begin.node, begin.start)],
    to: [numberOf(last.block), offsetOf(last.block, end.node, end.end)],
    words: parts.map(({ block }) => wordsOf(block, exact)).join(" "),
    range: exact,
  };
}

/** The words of a block that are in a range, with the spaces between them. */
function wordsOf(block, range) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let words = "";
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest(OWN) || !range.intersectsNode(node)) continue;
    words += node.data.slice(node === range.startContainer ? range.startOffset : 0, node === range.endContainer ? range.endOffset : node.length);
  }
  return words.trim();
}

/** What the browser has selected. */
export function selection(all = blocks()) {
  const now = getSelection();
  return now.rangeCount && !now.isCollapsed ? selected(now.getRangeAt(0), all) : null;
}

function offsetOf(block, node, offset) {
  let before = 0;
  for (const other of nodes(block)) {
    if (other === node) return before + packed(node.data.slice(0, offset)).length;
    before += packed(other.data).length;
  }
  return before;
}

/** Where a place of the seed is on the page. */
function place([number, offset], end, all) {
  const block = all ? all.find((one) => numberOf(one) === number) : blockAt(number);
  let before = 0;
  for (const node of block ? nodes(block) : []) {
    const length = packed(node.data).length;
    if (end ? offset <= before + length : offset < before + length) {
      let at = before;
      for (let n = 0; n < node.length; n += 1) {
        const counts = packed(node.data[n]).length;
        if (!end && counts && at >= offset) return [node, n];
        at += counts;
        if (end && counts && at >= offset) return [node, n + 1];
      }
    }
    before += length;
  }
  return null;
}

/** The range of two places; null where they are not on the page. */
export function rangeOf(from, to, all = null) {
  const [start, end] = [place(from, false, all), place(to, true, all)];
  if (!start || !end) return null;
  const range = new Range();
  range.setStart(...start);
  range.setEnd(...end);
  return range.collapsed ? null : range;
}

/** The range of words that have moved: where they stand at the same place, or once on the page. */
export function find({ from, to, words }) {
  const same = rangeOf(from, to);
  if (same && packed(selected(same)?.words ?? "") === packed(words)) return same;
  return findWords(words, blocks());
}

/** The range of words that stand once in some blocks. */
export function findWords(words, within) {
  const all = within.map((block) => ({ number: numberOf(block), text: nodes(block).map((node) => packed(node.data)).join("") }));
  const text = all.map((block) => block.text).join("");
  const wanted = packed(words);
  const at = text.indexOf(wanted);
  if (!wanted || at < 0 || text.indexOf(wanted, at + 1) >= 0) return null;
  const point = (offset, end) => {
    let before = 0;
    for (const block of all) {
      const length = block.text.length;
      if (end ? offset <= before + length : offset < before + length) return [block.number, offset - before];
      before += length;
    }
    return null;
  };
  return rangeOf(point(at, false), point(at + wanted.length, true), within);
}

/** The passage that has just these words already, if there is one. */
export function markedAs({ from, to, words }, ids) {
  return ids.find((id) => {
    const marked = [...document.querySelectorAll(`mark[data-passage="${CSS.escape(id)}"]`)];
    if (packed(marked.flatMap(nodes).map((node) => node.data).join("")) !== packed(words)) return false;
    const it = selected(passageRange(id));
    return String([it?.from, it?.to]) === String([from, to]);
  });
}

/** The range of a passage that is marked: from its first mark to its last. */
export function passageRange(id) {
  const marks = [...document.querySelectorAll(`mark[data-passage="${CSS.escape(id)}"]`)];
  if (!marks.length) return null;
  const range = new Range();
  range.setStartBefore(marks[0]);
  range.setEndAfter(marks.at(-1));
  return range;
}

/** Shows a range as selected, also while a field has the focus. */
export function show(range) {
  if (!globalThis.Highlight || !CSS.highlights) return;
  if (range) CSS.highlights.set("throughline-marking", new Highlight(range));
  else CSS.highlights.delete("throughline-marking");
}
const sheet = new CSSStyleSheet();
sheet.replaceSync("::highlight(throughline-marking) { background: color-mix(in srgb, #3b82f6 32%, transparent) }");
document.adoptedStyleSheets.push(sheet);
