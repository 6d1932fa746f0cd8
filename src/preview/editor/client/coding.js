// The fields of a passage: what it is coded to, who says it, and what is to be said of it.

import { data, recent, say } from "./api.js";
import { button, element } from "./dom.js";
import { picker } from "./picker.js";

let rows = 0;

/** Three stances to choose from, also by their first letters. */
function stances(chosen, name) {
  const group = element("span", { class: "stances", role: "radiogroup", "aria-label": say("edit_stance") });
  for (const { name: value, glyph, label } of data.stances) {
    const input = element("input", { type: "radio", name, value, id: `${name}-${value}`, checked: value === chosen });
    group.append(element("label", { for: `${name}-${value}` }, input, element("span", {}, element("b", { "aria-hidden": "true" }, glyph), ` ${label}`)));
  }
  group.addEventListener("keydown", (event) => {
    const stance = data.stances.find(({ name: value }) => value[0] === event.key);
    if (!stance || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    group.querySelector(`[value=${stance.name}]`).click();
    group.querySelector(":checked").focus();
  });
  return group;
}

function labelled(id, words, input) {
  input.id = id;
  return element("div", { class: "field" }, element("label", { for: id }, words), input);
}

/** The fields, filled with a coding. `value()` reads them; `gone()` lets go of them. */
export function codingFields(coding, grown) {
  const list = element("ul", { class: "coded" });
  const known = new Map(data.arguments.map((argument) => [argument.id, argument]));
  const chosen = () => [...list.children].map((row) => row.dataset.id).filter(Boolean);

  function add(row, focused) {
    list.append(row);
    grown();
    focused?.focus();
  }
  const remove = (row) => button("×", () => {
    row.remove();
    input.focus();
    grown();
  }, { class: "remove", "aria-label": say("edit_remove") });

  function take({ id, number, label, stance }, focus = true) {
    const name = `stance-${(rows += 1)}`;
    const row = element("li", { "data-id": id, "data-row": name }, element("span", { class: "name" }, element("b", {}, number), ` ${label}`));
    row.append(stances(stance ?? "supports", name), remove(row));
    add(row, focus ? row.querySelector("input:checked") : null);
  }
  function create(words, given = {}, focus = true) {
    const name = `stance-${(rows += 1)}`;
    const claim = element("textarea", { rows: "2" });
    claim.value = words;
    const label = element("input", { type: "text", autocomplete: "off" });
    label.value = given.label ?? "";
    const topic = element("select", {}, element("option", { value: "" }, say("edit_no_topic")),
      data.topics.map((one) => element("option", { value: one.id, selected: one.id === given.topic }, one.label)));
    const row = element("li", { class: "new", "data-row": name },
      labelled(`${name}-claim`, say("edit_claim"), claim),
      element("div", { class: "pair" }, labelled(`${name}-label`, say("edit_label"), label),
        data.topics.length ? labelled(`${name}-topic`, say("edit_topic"), topic) : null),
    );
    row.append(stances(given.stance ?? "supports", name), remove(row));
    // A claim is one line: Enter goes on to its stance, as it does from an argument that is there.
    claim.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
      event.preventDefault();
      row.querySelector("input:checked").focus();
    });
    add(row, focus ? claim : null);
  }
  const { field, input, gone } = picker({ take: (argument) => take({ stance: stanceOf(argument.id), ...argument }), create, chosen, grown });
  const stanceOf = (id) => recent().find((one) => one.id === id)?.stance;

  const speaker = element("input", { type: "text", autocomplete: "off", list: "speakers" });
  const note = element("textarea", { rows: "2" });
  const named = element("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  const translation = element("textarea", { rows: "2" });
  for (const [input_, value] of [[speaker, coding.speaker], [note, coding.note], [named, coding.id], [translation, coding.translation]]) {
    input_.value = value ?? "";
  }
  const more = element("details", { open: Boolean(coding.id || coding.translation), ontoggle: grown },
    element("summary", {}, say("edit_more")),
    labelled("named", say("edit_id"), named),
    labelled("translation", say("edit_translation"), translation));
  const fields = element("div", { class: "fields" }, list, field,
    element("div", { class: "pair" },
      labelled("speaker", say("edit_speaker"), speaker),
      labelled("note", say("edit_note"), note)),
    element("datalist", { id: "speakers" }, data.speakers.map((name) => element("option", { value: name }))),
    more);
  for (const one of coding.arguments ?? []) {
    if (one.claim !== undefined) create(one.claim, one, false);
    else take({ number: "", label: one.id, ...known.get(one.id), stance: one.stance }, false);
  }

  function value() {
    const given = [...list.children].map((row) => {
      const stance = row.querySelector("input:checked").value;
      if (row.dataset.id) return { id: row.dataset.id, stance };
      const field_ = (name) => row.querySelector(`#${row.dataset.row}-${name}`)?.value ?? "";
      return { claim: field_("claim"), label: field_("label"), topic: field_("topic"), stance };
    });
    return { arguments: given, speaker: speaker.value, note: note.value, id: named.value, translation: translation.value };
  }
  return { fields, input, gone, value };
}
