// The passages that have lost their place since the seed has changed, one by one: each beside the text
// that is nearest to it, which it may take, or other words, or go. The page underneath may be older
// than the files: what is shown here is of the files, and names their version.

import { act, data, hold, isAsking, keep, release, reload, say } from "./api.js";
import { button, element, host, root, tell } from "./dom.js";
import { begin, end } from "./keyboard.js";
import { refusal } from "./panel.js";
import { findWords, selection } from "./text.js";

async function fetchList() {
  try {
    const response = await fetch(`/_throughline/editor/astray/${encodeURIComponent(data.source)}`);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

const WHY = { drifted: "edit_astray_drifted", ambiguous: "edit_astray_ambiguous", missing: "edit_astray_missing" };
let open = null;
export const isAstrayOpen = () => open !== null;

// The way in: among the tools, and where the preview says what is wrong.
let lost = 0;
const counted = () => say("edit_astray", { n: lost });
export function watch(tools) {
  const look = async () => {
    lost = (await fetchList())?.passages.length ?? 0;
    const own = tools.querySelector(".astray-open");
    if (!lost) own?.remove();
    else if (own) own.firstChild.data = counted();
    else tools.prepend(button([counted(), " ", element("kbd", { "aria-hidden": "true" }, "l")], openAstray, { class: "astray-open", "aria-keyshortcuts": "l" }));
    const head = document.querySelector("throughline-faults")?.shadowRoot.querySelector("div");
    head?.querySelector(".astray-open")?.remove();
    if (lost) {
      head?.lastElementChild.before(button(counted(), openAstray, { class: "astray-open", lang: document.documentElement.lang, dir: document.documentElement.dir || "auto" }));
    }
    if (open && !open.selecting && !isAsking()) refresh();
  };
  document.addEventListener("throughline:faults", look);
  if (document.querySelector("throughline-faults")) look();
}

const language = () => open.list.language ?? document.querySelector(".source-text [lang]")?.lang ?? null;
const here = () => open.list.passages[open.at];

/** Opens the dialog, where there is something to decide. */
export async function openAstray() {
  if (open) return;
  const list = await fetchList();
  if (!list || open) return;
  if (!list.passages.length) {
    tell(say("edit_astray_none"));
    return;
  }
  hold();
  const before = root.activeElement ?? document.activeElement;
  const body = element("div", { class: "astray-body" });
  const dialog = element("dialog", { class: "panel astray", "aria-labelledby": "astray-title" },
    element("div", { class: "head" },
      element("h2", { id: "astray-title" }, say("edit_astray_title")),
      button("×", close, { class: "remove", "aria-label": say("edit_close") })),
    body);
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !open?.selecting) return;
    event.preventDefault();
    compare();
  });
  dialog.addEventListener("close", closed);
  open = { dialog, body, before, list, at: 0, done: 0, undone: 0, selecting: null };
  root.append(dialog);
  host.toggleAttribute("data-dialog-open", true);
  dialog.showModal();
  compare();
}

function close() {
  open?.dialog.close();
}
function closed() {
  if (!open) return;
  leaveText();
  const { dialog, before, done, undone } = open;
  open = null;
  dialog.remove();
  host.toggleAttribute("data-dialog-open", false);
  before?.focus?.({ preventScroll: true });
  // The page's own tools have to know what can be taken back.
  if (done || undone) reload();
  else release();
}

/** The list as it is now, and what was done or why it is another. */
async function refresh(told = "", passage = null) {
  const list = await fetchList();
  if (!open || !list) return;
  if (!told && list.version === open.list.version && list.seed === open.list.seed) return;
  open.list = list;
  if (!list.passages.length) {
    finish(passage);
    return;
  }
  open.at = Math.min(open.at, list.passages.length - 1);
  compare(told);
}

/** All are in place: says so, and shows the page as it is now. */
function finish(passage) {
  leaveText();
  const words = element("p", { role: "status", tabindex: "-1" }, say("edit_astray_none"));
  open.body.replaceChildren(words);
  words.focus();
  keep({ told: say("edit_astray_none"), passage });
  setTimeout(reload, 1000);
}

async function perform(asked, told) {
  if (isAsking()) return;
  const { version, seed } = open.list;
  for (const one of open.body.querySelectorAll("button")) one.disabled = true;
  const said = await act({ ...asked, version, seed }, { stays: true });
  if (!open) return;
  if (!said.refused) {
    open[asked.do === "undo" ? "undone" : "done"] += 1;
    await refresh(told, said.done.passage);
    return;
  }
  const list = await fetchList();
  if (!open) return;
  if (list && (list.version !== version || list.seed !== seed)) {
    await refresh(say("edit_astray_changed"));
    return;
  }
  for (const one of open.body.querySelectorAll("button:not([data-off])")) one.disabled = false;
  const alert = open.body.querySelector("[role=alert]");
  alert.replaceChildren(...refusal(said, { again: (more) => perform({ ...asked, ...more }, told), keepAll: () => keep({}) }));
  alert.focus();
  alert.scrollIntoView({ block: "nearest" });
}

const alertBox = () => element("div", { class: "alert", role: "alert", tabindex: "-1" });

/** How the quote becomes the words of the text: struck out and underlined, so not by colour alone. */
function changes({ changes: all, words }) {
  if (!all) return [words];
  const names = { removed: "del", added: "ins" };
  return all.flatMap(([side, text], n) => {
    const [last, before] = all[n - 1] ?? [];
    const touching = names[side] && names[last] && !before.endsWith(" ");
    return [touching ? " " : "", names[side] ? element(names[side], {}, text) : text];
  });
}
function inContext(candidate) {
  return [element("span", { class: "around" }, `… ${candidate.before} `), ...changes(candidate), element("span", { class: "around" }, ` ${candidate.after} …`)];
}

/** Shows a passage beside what it may become. */
function compare(told = "") {
  leaveText();
  const { list, at, body, done, undone } = open;
  const { index, why, quote, candidates, arguments: coded } = here();
  const prose = { lang: language(), dir: "auto" };
  const status = element("p", { class: "told", role: "status" });
  const accept = button(say("edit_astray_accept"), () => {
    const n = chosen();
    if (n >= 0) perform({ do: "reanchor", index, candidate: n, words: candidates[n].words }, say("edit_respanned"));
  }, { class: "main" });
  const percent = ({ same }) => (same === null ? null : element("span", { class: "same" }, say("edit_astray_same", { n: same })));
  const several = candidates.length > 1;
  const shown = several
    ? element("fieldset", {}, element("legend", {}, say("edit_astray_now")),
      candidates.map((candidate, n) => element("label", { class: "candidate" },
        element("input", { type: "radio", name: "candidate", value: String(n), onchange: () => allow() }),
        element("span", {}, element("span", { class: "quoted", ...prose }, inContext(candidate)), " ", percent(candidate)))))
    : candidates.map((candidate) => element("figure", {},
      element("figcaption", {}, say("edit_astray_now"), " ", percent(candidate)),
      element("blockquote", prose, inContext(candidate))));
  const chosen = () => (several ? Number(body.querySelector("input:checked")?.value ?? -1) : candidates.length - 1);
  const allow = () => {
    accept.disabled = chosen() < 0;
    accept.toggleAttribute("data-off", accept.disabled);
  };
  const names = coded.map(({ id, stance }) => {
    const argument = data.arguments.find((one) => one.id === id);
    const { glyph = "", label = stance } = data.stances.find(({ name }) => name === stance) ?? {};
    return element("li", {}, `${glyph} ${label}: `, element("b", {}, argument?.number ?? ""), ` ${argument?.label ?? id}`);
  });
  const marked = candidates.some(({ changes: all }) => all?.some(([side]) => side !== "kept"));
  const title = element("h3", { tabindex: "-1" }, say("edit_astray_at", { n: at + 1, all: list.passages.length }), " ", element("span", {}, say(WHY[why])));
  body.replaceChildren(...[
    status, title,
    element("figure", {}, element("figcaption", {}, say("edit_astray_quote")), element("blockquote", prose, quote)),
    names.length ? element("ul", { class: "coded-to", "aria-label": say("edit_arguments") }, names) : null,
    shown,
    marked ? element("p", { class: "hint" }, element("del", {}, say("edit_astray_removed")), " ", element("ins", {}, say("edit_astray_added"))) : null,
    alertBox(),
    element("div", { class: "buttons" },
      candidates.length ? accept : null,
      button(say("edit_astray_select"), selectAgain, { class: candidates.length ? null : "main" }),
      list.passages.length > 1 ? button(say("edit_astray_next"), () => {
        open.at = (at + 1) % list.passages.length;
        compare();
      }) : null,
      done > undone ? button(say("edit_undo"), () => perform({ do: "undo" }, say("edit_undone"))) : null,
      button(say("edit_delete"), () => perform({ do: "delete", index }, say("edit_deleted")), { class: "danger" })),
  ].flat().filter(Boolean));
  allow();
  open.dialog.scrollTop = 0;
  title.focus({ preventScroll: true });
  // What is put into a status that is there already is read out.
  status.textContent = told;
}

// The text as it is now. It stands in the page and is only shown in the dialog: what is selected in
// a shadow root is not known in every browser.
const sheet = new CSSStyleSheet();
sheet.replaceSync("throughline-editor > [slot] > p { margin: 0 0 0.8em; white-space: pre-line; overflow-wrap: anywhere }");
document.adoptedStyleSheets.push(sheet);

function leaveText() {
  if (!open?.selecting) return;
  end(null, true);
  open.selecting.remove();
  open.selecting = null;
  getSelection().removeAllRanges();
}

function selectAgain() {
  const { index, quote, candidates } = here();
  const picked = open.body.querySelector("input:checked");
  const candidate = candidates[picked ? Number(picked.value) : 0];
  const blocks = open.list.blocks.map((words, n) => element("p", { "data-block": String(n + 1), lang: language(), dir: "auto" }, words));
  const text = element("div", { slot: "text", tabindex: "0", role: "group", "aria-label": say("edit_astray_now") }, blocks);
  host.append(text);
  open.selecting = text;
  const take = () => {
    const it = selection(blocks);
    if (it) {
      perform({ do: "respan", index, from: it.from, to: it.to, words: it.words }, say("edit_respanned"));
    } else {
      const alert = open.body.querySelector("[role=alert]");
      alert.replaceChildren(say("edit_select_first"));
    }
  };
  const buttons = element("div", { class: "buttons" },
    button(say("edit_take_words"), take, { class: "main" }),
    button(say("edit_cancel"), () => compare()));
  buttons.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  open.body.replaceChildren(
    element("figure", {}, element("figcaption", {}, say("edit_astray_quote")), element("blockquote", { lang: language(), dir: "auto" }, quote)),
    element("p", {}, say("edit_respan_how")),
    element("p", { class: "hint" }, say("edit_astray_keys")),
    element("slot", { name: "text" }),
    alertBox(), buttons);
  const range = candidate ? findWords(candidate.words, blocks) : null;
  const keys = () => begin(blocks[0], { m: take }, { within: blocks, range: selection(blocks)?.range ?? range, scroller: text, leave: () => compare() });
  text.addEventListener("keydown", (event) => {
    // Who has selected with a pointer may go on by keys.
    if (event.key.startsWith("Arrow") && !event.shiftKey) {
      event.preventDefault();
      keys();
    }
  });
  text.focus({ preventScroll: true });
  keys();
}
