// The metadata of the source in a form. The schema tells what each key is for, and the server whether
// it takes what was typed: all keys are written in one edit, or none.

import { act, data, hold, isAsking, keep, release, say } from "./api.js";
import { button, element, root } from "./dom.js";
import { done, refusal } from "./panel.js";

let box = null;

const textOf = (value) => (Array.isArray(value) ? value.join("\n") : value ?? "");

function field({ key, value, choices, hint }, typed) {
  const shown = typed ?? textOf(value);
  const id = `metadata-${key}`;
  const about = { id, "aria-describedby": `${id}-hint` };
  const input = choices.length
    ? element("select", about, ["", ...choices].map((choice) => element("option", { value: choice, selected: choice === shown }, choice)))
    : element("textarea", { ...about, rows: key === "note" ? "3" : key === "author" ? "2" : "1", dir: "auto", spellcheck: key === "note" ? null : "false" });
  if (!choices.length) input.value = shown;
  return element("div", { class: "field", "data-key": key },
    element("label", { for: id }, element("code", { dir: "ltr" }, key)),
    input,
    element("p", { class: "hint", id: `${id}-hint`, lang: "en", dir: "ltr" }, hint.replace(/\s+/g, " ").replace(/`/g, "")));
}

function values(form) {
  return Object.fromEntries([...form.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, one.querySelector("textarea, select").value]));
}

/** What is other than in the file: names one a line, and null for what is to go. */
function changed(form) {
  const now = values(form);
  return Object.fromEntries(data.metadata.filter(({ key, value }) => now[key].trim() !== textOf(value).trim()).map(({ key }) => {
    const text = now[key].trim();
    const names = text.split("\n").map((name) => name.trim()).filter(Boolean);
    return [key, key === "author" && names.length > 1 ? names : text || null];
  }));
}

export const isFormOpen = () => box !== null;

export function closeForm() {
  if (!box) return;
  const { before } = box;
  box.element.remove();
  box = null;
  before?.focus?.({ preventScroll: true });
  release();
}

/** Opens the form; with what was typed before the page was loaded anew, if anything was. */
export function openForm(typed = {}) {
  if (box) return;
  hold();
  const before = root.activeElement ?? document.activeElement;
  const alert = element("div", { class: "alert", role: "alert", tabindex: "-1" });
  const save = element("button", { type: "submit", class: "main" }, say("edit_save"));
  const form = element("form", { novalidate: true, autocomplete: "off" },
    data.metadata.map((one) => field(one, typed[one.key])),
    alert,
    element("div", { class: "buttons" }, save, button(say("edit_cancel"), closeForm)));
  const submit = async (more = {}) => {
    const given = changed(form);
    if (!Object.keys(given).length) {
      closeForm();
      return;
    }
    if (isAsking()) return;
    save.disabled = true;
    const said = await act({ do: "metadata", values: given, ...more });
    save.disabled = false;
    if (!said.refused) {
      box.element.remove();
      box = null;
      done(say("edit_metadata_saved"), null);
      return;
    }
    alert.replaceChildren(...refusal(said, { again: submit, keepAll: () => keep({ metadata: values(form) }) }));
    alert.focus();
    alert.scrollIntoView({ block: "nearest" });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  const made = element("div", { class: "panel form", role: "dialog", "aria-labelledby": "metadata-title" },
    element("div", { class: "head" },
      element("h2", { id: "metadata-title" }, say("edit_metadata")),
      button("×", closeForm, { class: "remove", "aria-label": say("edit_cancel") })),
    form);
  made.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeForm();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else if (event.key === "Enter" && event.target.rows === 1) {
      // One line, though it wraps where it is long.
      event.preventDefault();
      form.requestSubmit();
    }
  });
  box = { element: made, before };
  root.append(made);
  form.querySelector("textarea").focus();
}
