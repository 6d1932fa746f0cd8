// The panel beside the words that are marked: its fields, what it does, and what is said when that
// can't be done.

import { act, data, hold, isAsking, keep, release, reload, remember, say } from "./api.js";
import { codingFields } from "./coding.js";
import { versions } from "./versions.js";
import { button, element, putNear, root } from "./dom.js";
import { blockAt, show } from "./text.js";

let open = null;
export const isOpen = () => open !== null;

// Also where the focus has left the panel.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && open && !event.defaultPrevented) close();
});

function leave() {
  open?.gone();
  open?.box.remove();
  open = null;
  show(null);
}

/** Closes the panel, and gives the focus back. */
export function close() {
  if (!open) return;
  const { before, range, selecting } = open;
  leave();
  if (selecting) {
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
  before?.focus?.({ preventScroll: true });
  release();
}

/** After something was done: the page as it is now, with words on what was. */
export function done(told, passage) {
  keep({ told, passage });
  leave();
  reload();
}

const shortened = (words) => {
  const characters = [...words.trim().replace(/\s+/gu, " ")];
  return characters.length > 160 ? `${characters.slice(0, 100).join("")} … ${characters.slice(-50).join("")}` : characters.join("");
};

/**
 * Opens the panel for words of the page.
 * @param {object} it `range`, its `words`, `from` and `to`; `coding`; `passage`, the id of one that is there
 * @param {object} others what else can be done: buttons
 */
export function openPanel(it, others = []) {
  const before = open?.before ?? root.activeElement ?? document.activeElement;
  if (open) leave();
  else hold();
  const { range, words } = it;
  const id = "panel-title";
  const column = blockAt((it.from ?? [1])[0]);
  let box = null;
  const grown = () => { if (box) putNear(box, range, column); };
  const alert = element("div", { class: "alert", role: "alert", tabindex: "-1" });
  const coding = codingFields(it.coding ?? {}, grown);
  const save = element("button", { type: "submit", class: "main" }, say("edit_save"));
  const form = element("form", { novalidate: true, autocomplete: "off" },
    coding.fields,
    alert,
    element("div", { class: "buttons" }, save, button(say("edit_cancel"), close), ...others));
  box = element("div", { class: "panel", role: "dialog", "aria-labelledby": id },
    element("div", { class: "head" },
      element("h2", { id }, it.passage ? say("edit_passage") : say("edit_mark")),
      button("×", close, { class: "remove", "aria-label": say("edit_cancel") })),
    element("blockquote", { lang: quoteLanguage(range), dir: "auto" }, shortened(words)),
    form);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit({});
  });

  const action = () => (it.passage
    ? { do: "change", passage: it.passage, coding: coding.value() }
    : { do: "mark", from: it.from, to: it.to, words, coding: coding.value() });
  const keepAll = () => keep({ again: { from: it.from, to: it.to, words, passage: it.passage, coding: coding.value() } });

  /** Does what the panel is for, or `asked`; what is refused stays in the panel. */
  async function submit(more, asked = action()) {
    if (isAsking()) return;
    box.setAttribute("aria-busy", "true");
    for (const one of form.querySelectorAll("button")) one.disabled = true;
    alert.replaceChildren();
    const said = await act({ ...asked, ...more });
    box.removeAttribute("aria-busy");
    for (const one of form.querySelectorAll("button")) one.disabled = false;
    if (!said.refused) {
      const given = asked.coding?.arguments ?? [];
      const made = [...(said.done.made ?? [])];
      remember(given.map(({ id: known, claim, stance }) => ({ id: claim === undefined ? known : made.shift(), stance })));
      done(toldOf(asked), said.done.passage);
      return;
    }
    alert.replaceChildren(...refusal(said, { again: (also) => submit({ ...more, ...also }, asked), keepAll }));
    grown();
    // Whoever presses Enter twice has not read it: no button has the focus.
    alert.focus();
    alert.scrollIntoView({ block: "nearest" });
  }

  open = { box, gone: coding.gone, before, range, selecting: !it.passage, submit };
  root.append(box);
  show(range);
  const chosen = box.querySelector(".coded input:checked");
  (chosen ?? coding.input).focus({ preventScroll: true });
  grown();
  reveal(range, box);
  grown();
  return { submit, box, alert };
}

/** What is said, and the ways on. */
export function refusal(said, { again, keepAll }) {
  const message = element("p", { lang: said.refused === "gone" ? null : "en", dir: said.refused === "gone" ? null : "ltr" }, said.message);
  const load = () => {
    keepAll();
    reload();
  };
  switch (said.refused) {
    case "changed":
      return [element("p", {}, say("edit_changed", { file: said.file ?? "" })), versions(said),
        element("p", { class: "buttons" },
          said.ours && again ? button(say("edit_save_anyway"), () => again({ version: said.version }), { class: "main" }) : null,
          button(say("edit_load"), load))];
    case "token":
      return [element("p", {}, say("edit_restarted")), element("p", { class: "buttons" }, button(say("edit_load"), load, { class: "main" }))];
    case "cited":
      return [element("p", {}, say("edit_cited")), element("ul", {}, said.files.map((file) => element("li", {}, element("code", { dir: "ltr" }, file)))),
        element("p", { class: "buttons" }, button(say("edit_anyway"), () => again({ cited: true })))];
    default:
      return [message];
  }
}

function toldOf({ do: what, coding }) {
  if (what === "delete") return say("edit_deleted");
  const names = (coding?.arguments ?? []).map(({ id, claim, stance }) => {
    const argument = data.arguments.find((one) => one.id === id);
    const label = data.stances.find((one) => one.name === stance)?.label ?? stance;
    return `${label} “${argument?.label ?? claim ?? id}”`;
  });
  return names.length ? say("edit_marked", { what: names.join(", ") }) : say("edit_marked_plain");
}

/** Marks at once, without the panel; where that is refused the panel says why. */
export async function markAt(it, coding) {
  if (isAsking()) return;
  hold();
  const asked = it.passage
    ? { do: "change", passage: it.passage, coding }
    : { do: "mark", from: it.from, to: it.to, words: it.words, coding };
  const said = await act(asked);
  if (!said.refused) {
    remember(coding.arguments);
    done(toldOf(asked), said.done.passage);
    return;
  }
  release();
  const panel = openPanel({ ...it, coding });
  panel.alert.replaceChildren(...refusal(said, {
    again: (also) => panel.submit(also),
    keepAll: () => keep({ again: { from: it.from, to: it.to, words: it.words, passage: it.passage, coding } }),
  }));
}

function quoteLanguage(range) {
  const node = range.startContainer;
  return (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[lang]")?.lang ?? null;
}

/** Where the panel would lie over the words, they go above it. */
function reveal(range, box) {
  const words = range.getBoundingClientRect();
  const panel = box.getBoundingClientRect();
  const beside = panel.left > words.right || panel.right < words.left;
  if (beside && words.top >= 0 && words.top < innerHeight) return;
  if (words.top >= 0 && (words.bottom < panel.top || words.top > panel.bottom)) return;
  const free = innerHeight - panel.height - 16;
  scrollBy({ top: words.top - Math.max(16, free - words.height), behavior: "instant" });
}
