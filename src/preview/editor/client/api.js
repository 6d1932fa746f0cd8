// What the page knows of its source, and the way to the server. The page says which version it was
// made from; the server refuses what was thought for another.

import { selection } from "./text.js";

const given = document.getElementById("throughline-editor");
export const data = JSON.parse(given.textContent);

/** The words of the interface under a key, with values in the place of the names in braces. */
export const say = (key, values = {}) => (data.words[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

/**
 * Asks for something to be done. Gives `{ done }`, or `{ refused, message, … }`; without an answer
 * `refused` is "gone", and nothing is known of what was done. `stays` says that the page is not
 * loaded anew, since the action has a version of its own.
 */
export async function act(action, { stays = false } = {}) {
  asking = true;
  const before = where(selection());
  const said = await ask(action);
  acted = said.refused ? null : before;
  if (said.refused) keep({ pressed: undefined });
  // After what was done the page is loaded anew: until then it knows an old version.
  asking = !said.refused && !stays;
  return said;
}
const where = (it) => it && String([it.from, it.to]);
let acted = null; // what was selected when something was asked for that was done
let asking = false;
export const isAsking = () => asking;

async function ask(action) {
  const { source, version, seed, token } = data;
  try {
    const response = await fetch("/_throughline/editor/do", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Throughline-Token": token },
      body: JSON.stringify({ source, version, seed, ...action }),
    });
    const text = await response.text();
    if (response.ok) return { done: JSON.parse(text) };
    try {
      return JSON.parse(text);
    } catch {
      return { refused: "request", message: text };
    }
  } catch {
    return { refused: "gone", message: say("edit_gone") };
  }
}

// What the page should know after it has been loaded anew.
const KEPT = `throughline-editor:${location.pathname}`;
let keeping = {};
export function keep(value) {
  keeping = { ...keeping, ...value };
  sessionStorage.setItem(KEPT, JSON.stringify(keeping));
}
export function kept() {
  const value = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

// While somebody marks, or draws the pointer over words, the page stays; what has changed is shown
// after. What is selected by then stays selected, unless it is what has just been marked.
let holds = 0;
let drawing = false;
let waiting = false;
document.addEventListener("throughline:reload", (event) => {
  if (holds || drawing) {
    waiting = true;
    event.preventDefault();
    return;
  }
  const it = selection();
  if (it && where(it) !== acted) keep({ selected: { from: it.from, to: it.to, words: it.words } });
});
document.addEventListener("pointerdown", ({ pointerType, target }) => {
  drawing = pointerType === "mouse" && Boolean(target.closest?.(".source-text"));
}, true);
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    drawing = false;
    // A click takes the selection away after this.
    if (waiting && !holds) setTimeout(reload);
  }, true);
}
export function hold() {
  holds += 1;
}
export function release() {
  holds -= 1;
  if (!holds && waiting) reload();
}
export function reload() {
  holds = 0;
  waiting = false;
  document.dispatchEvent(new Event("throughline:show"));
}

// The nine arguments that have a key, each with the stance that it was last given. A key stays with
// its argument while that is among the nine; a new one takes the key that was used the longest ago.
const RECENT = "throughline-recent";
const KEYS = 9;
function last() {
  try {
    return JSON.parse(localStorage.getItem(RECENT)) ?? [];
  } catch {
    return [];
  }
}
export function recent() {
  const known = new Map(data.arguments.map((argument) => [argument.id, argument]));
  const nine = last().filter(({ id }) => known.has(id));
  // What a new author has none of is filled up with what this source, and then the dossier, has most of.
  const most = [...data.arguments].sort((a, b) => b.here - a.here || b.passages - a.passages);
  for (const { id } of most) {
    if (nine.length < KEYS && !nine.some((other) => other.id === id)) nine.push({ id, stance: "supports", used: 0 });
  }
  return nine.map(({ id, stance, used }) => ({ ...known.get(id), stance, used }));
}
export function remember(coded) {
  const nine = recent().map(({ id, stance, used }) => ({ id, stance, used }));
  for (const { id, stance } of coded) {
    const used = Math.max(0, ...nine.map((one) => one.used)) + 1;
    const at = nine.findIndex((one) => one.id === id);
    const oldest = nine.reduce((least, one, n) => (one.used < nine[least].used ? n : least), 0);
    if (at >= 0) nine[at] = { id, stance, used };
    else if (nine.length < KEYS) nine.push({ id, stance, used });
    else nine[oldest] = { id, stance, used };
  }
  try {
    localStorage.setItem(RECENT, JSON.stringify(nine));
  } catch { /* the keys are those of this page only */ }
}
