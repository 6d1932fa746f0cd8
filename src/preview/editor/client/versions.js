// Two versions of a file beside each other: as it stands on disk, and as it would be.

import { say } from "./api.js";
import { element } from "./dom.js";

/** The lines of two texts, those that both have in a row: `[line, line]`, either of them null. */
function paired(theirs, ours) {
  const [a, b] = [theirs.split("\n"), ours.split("\n")];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const same = (from, to) => a.slice(from, to).map((line) => [line, line]);
  return [
    ...same(0, start),
    ...a.slice(start, a.length - end).map((line) => [line, null]),
    ...b.slice(start, b.length - end).map((line) => [null, line]),
    ...same(a.length - end, a.length),
  ];
}

const pane = (title, lines) => {
  const pre = element("pre", { tabindex: "0", dir: "ltr", "aria-label": title },
    lines.map(([line, other]) => (line === null ? null : element(other === null ? "mark" : "span", {}, `${line}\n`))));
  const first = pre.querySelector("mark");
  // The difference is what somebody looks for.
  if (first) requestAnimationFrame(() => { pre.scrollTop = first.offsetTop - pre.offsetTop - 40; });
  return element("figure", {}, element("figcaption", {}, title), pre);
};

/** Both versions of a file that has changed; `ours` may be none where the edit can't be made any more. */
export function versions({ theirs, ours }) {
  const lines = paired(theirs ?? "", ours ?? theirs ?? "");
  return element("div", { class: "versions" },
    theirs === null ? element("p", {}, say("edit_no_file")) : pane(say("edit_theirs"), lines),
    ours ? pane(say("edit_ours"), lines.map(([a, b]) => [b, a])) : element("p", {}, say("edit_no_ours")));
}
