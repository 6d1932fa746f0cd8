// Throughline: where two sources are compared, what is typed into an empty place narrows the list of all sources.
"use strict";
globalThis.throughlinePick = (places, made) => {
  const OFFERS = 10;
  const said = document.querySelector(".picker").dataset;
  const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  let known = null;
  const list = () => (known ??= new Promise((done) => {
    const script = document.createElement("script");
    script.src = said.names;
    script.onerror = () => done([]);
    script.onload = () => done(globalThis.throughlineSources.map(([id, title, by, lang]) => ({ id, title, by, lang, folded: fold(`${title} ${by}`) })));
    document.head.append(script);
  }));
  for (const { form, other, to } of places) {
    const [input, output, offers] = ["input", "output", "ul"].map((part) => form.querySelector(part));
    const near = (other?.near ?? []).map((entry) => {
      const item = document.createElement("li");
      item.append(...entry.childNodes);
      return item;
    });
    // Each entry is a link to the two.
    const entry = ({ id, title, by, lang }) => {
      const item = made("offer");
      Object.assign(item.querySelector("a"), { href: to(id), textContent: title, lang, dir: "auto" });
      item.querySelector("span").textContent = by;
      return item;
    };
    const narrow = async () => {
      const asked = input.value;
      const words = fold(asked).split(/\s+/).filter(Boolean);
      if (!words.length) {
        output.value = "";
        offers.replaceChildren(...near);
        return;
      }
      const found = (await list()).filter(({ id, folded }) => id !== other?.id && words.every((word) => folded.includes(word)));
      if (input.value !== asked) return;
      // First those that are called so.
      const called = ({ folded }) => folded.startsWith(`${words.join(" ")} `);
      found.sort((a, b) => called(b) - called(a));
      output.value = said.found.replace("{count}", found.length);
      offers.replaceChildren(...found.slice(0, OFFERS).map(entry));
    };
    input.addEventListener("focus", list);
    input.addEventListener("input", narrow);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) offers.querySelector("a")?.click();
    });
    offers.replaceChildren(...near);
    if (input.value) narrow();
  }
  places[0].form.querySelector("input").focus();
};
