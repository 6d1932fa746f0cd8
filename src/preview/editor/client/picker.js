// The field in which an argument is chosen by typing (a combobox of the ARIA practices), or made.

import { data, recent, say } from "./api.js";
import { element, root } from "./dom.js";

const SHOWN_MAX = 40;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The arguments that what is typed may mean: all its words are in their names or claims. */
function matching(typed, chosen) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const free = ({ id }) => !chosen().includes(id);
  if (!words.length) {
    const keyed = recent().filter(free);
    const others = data.arguments.filter((one) => free(one) && !keyed.some(({ id }) => id === one.id));
    return [...keyed, ...others].slice(0, SHOWN_MAX);
  }
  const scored = data.arguments.filter(free).map((argument) => {
    const text = plain([argument.number, argument.label, argument.claim, argument.id].join(" "));
    const found = words.every((word) => text.includes(word));
    return { argument, score: found ? (plain(argument.label).startsWith(words[0]) ? 2 : 1) : 0 };
  });
  return scored.filter(({ score }) => score).sort((a, b) => b.score - a.score).slice(0, SHOWN_MAX).map(({ argument }) => argument);
}

/**
 * The field. `take(argument)` is called with what was chosen; `create(words)` with what was typed,
 * where an argument is to be made of it. `chosen()` gives the ids that are no choice any more;
 * `grown()` is told when the field takes more or less room. Who removes the field calls `gone`.
 */
export function picker({ take, create, chosen, grown }) {
  const list = element("ul", { role: "listbox", id: "choices", tabindex: "-1", "aria-label": say("edit_arguments"), hidden: true });
  const input = element("input", {
    id: "argument", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-controls": "choices", "aria-autocomplete": "list", "aria-describedby": "argument-hint",
    placeholder: say("edit_argument_hint"),
  });
  let choices = [];
  let active = -1;

  function mark(next) {
    active = next;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === active)));
    const item = list.children[active];
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }
  function open() {
    const typed = input.value.trim();
    const keys = recent();
    choices = matching(typed, chosen).map((argument) => ({ argument }));
    if (typed) choices.push({ words: typed });
    list.replaceChildren(...choices.map(({ argument, words }, n) => {
      const key = argument && !typed ? keys.findIndex(({ id }) => id === argument.id) + 1 : 0;
      const content = argument
        ? [element("b", {}, argument.number), " ", argument.label, argument.claim === argument.label ? null : element("span", { class: "claim" }, argument.claim)]
        : [say("edit_create", { words })];
      const item = element("li", { role: "option", id: `choice-${n}`, "aria-selected": "false" },
        key ? element("kbd", {}, String(key)) : null, element("span", {}, ...content));
      // The field keeps the focus.
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(n));
      return item;
    }));
    list.hidden = choices.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(typed ? 0 : -1);
    grown();
  }
  function close() {
    if (list.hidden) return;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
    grown();
  }
  function choose(n) {
    const choice = choices[n];
    if (!choice) return;
    input.value = "";
    close();
    if (choice.argument) take(choice.argument);
    else create(choice.words);
  }
  input.addEventListener("input", open);
  input.addEventListener("focus", open);
  input.addEventListener("click", open);
  // While a button is being pressed it must stay where it is.
  let pressed = false;
  const pressing = () => { pressed = true; };
  const pressedNoMore = () => {
    pressed = false;
    setTimeout(() => { if (input.getRootNode().activeElement !== input) close(); });
  };
  root.addEventListener("pointerdown", pressing, true);
  root.addEventListener("pointerup", pressedNoMore, true);
  input.addEventListener("blur", () => { if (!pressed) close(); });
  const gone = () => {
    root.removeEventListener("pointerdown", pressing, true);
    root.removeEventListener("pointerup", pressedNoMore, true);
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      const step = key === "ArrowDown" ? 1 : -1;
      if (choices.length) mark((active + step + choices.length + (active < 0 && step < 0 ? 1 : 0)) % choices.length);
    } else if (key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (key === "Escape" && !list.hidden && input.value) {
      event.preventDefault();
      event.stopPropagation();
      input.value = "";
      open();
    } else if (/^[1-9]$/.test(key) && !input.value) {
      const argument = recent()[Number(key) - 1];
      if (!argument || chosen().includes(argument.id)) return;
      event.preventDefault();
      close();
      take(argument);
    }
  });
  const hint = element("p", { class: "hint", id: "argument-hint" }, say("edit_argument_keys"));
  const field = element("div", { class: "field picker" }, element("label", { for: "argument" }, say("edit_argument")), input, list, hint);
  return { field, input, gone };
}
