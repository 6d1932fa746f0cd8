// Throughline: any two sources side by side. The address names them; a hidden frame loads the page of each, which tells
// what it shows. So only what is published is compared, and it works from a disk, where pages may not read each other.
"use strict";
(async () => {
  const all = (selector, within) => [...within.querySelectorAll(selector)];
  const picker = document.querySelector(".picker");
  const [forms, said] = [all("[role=search]", picker), picker.dataset];
  const made = (name) => picker.querySelector(`.${name}-form`).content.firstElementChild.cloneNode(true);
  const asked = new URLSearchParams(location.search);
  const to = (n, id, other) => `?${new URLSearchParams([["a", n ? other : id], ["b", n ? id : other]].filter(([, one]) => one))}`;
  const pageOf = (id) => `sources/${encodeURIComponent(id)}.html`;
  const WAIT_MS = 1000; // for a page that has come and says nothing: it is none of a source

  const load = (id) => new Promise((loaded, missed) => {
    const frame = document.createElement("iframe");
    const end = (html) => {
      removeEventListener("message", hear);
      frame.remove();
      if (html) loaded(html);
      else missed();
    };
    const hear = ({ source, data }) => { if (source === frame.contentWindow) end(data); };
    addEventListener("message", hear);
    frame.name = "throughline-compare";
    frame.hidden = true;
    frame.addEventListener("load", () => setTimeout(end, WAIT_MS));
    frame.src = pageOf(id);
    document.body.append(frame);
  });
  // What a page shows of its source: what it is called, and each argument with stances and passages.
  const read = (id, html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const link of all('a[href^="../"]', page)) link.setAttribute("href", link.getAttribute("href").slice(3));
    const argument = (node) => node.querySelector(".argument-ref").getAttribute("href");
    const stance = (node) => node.classList[1];
    const met = new Map(all(".met li", page).map((item) => [argument(item), { ref: item.querySelector(".argument-ref"), stances: all(".stance", item).map(stance), passages: [] }]));
    for (const note of all(".note", page)) {
      const parts = all(`[data-passage="${note.id.slice(2)}"]`, page);
      for (const thread of all(".thread", note)) met.get(argument(thread))?.passages.push({ note, parts, stance: stance(thread.querySelector(".stance")) });
    }
    const { textContent: title, lang, dir } = page.querySelector("h1");
    return { id, met, title, lang, dir, near: all(".compare-links dd", page), by: all(".card .by", page).map((node) => node.textContent).join(" · ") };
  };

  const spoken = (node, by) => {
    for (const name of ["lang", "dir"]) if (by?.[name]) node[name] = by[name];
    return node;
  };
  const named = (node, source) => Object.assign(spoken(node, source), { textContent: source.title });
  const text = (node) => {
    for (const part of all(".ref, .permalink, .notes", node)) part.remove();
    return node.textContent;
  };
  // Where words are left out between the parts of a passage, that is said.
  const joined = (part, n, parts) => {
    if (!n) return text(part.cloneNode(true));
    const between = new Range();
    between.setStartAfter(parts[n - 1]);
    between.setEndBefore(part);
    const gap = text(between.cloneContents());
    return `${gap.trim() ? " […] " : gap && " "}${text(part.cloneNode(true))}`;
  };
  const figure = (id, { ref }, { note, parts, stance }) => {
    const quote = made(stance);
    const [link, words] = [quote.querySelector("figcaption a"), quote.querySelector("blockquote")];
    quote.classList.add(ref.classList[1]);
    link.href = pageOf(id) + (note ? `#${note.id.slice(2)}` : "");
    quote.querySelector(".speaker").append(...note?.querySelector(".speaker")?.cloneNode(true).childNodes ?? []);
    const shown = parts?.length > 0;
    quote.querySelector(shown ? ".withheld" : "blockquote").remove();
    if (!shown) return quote;
    spoken(words, parts[0].closest("[lang]")).querySelector(".words").textContent = parts.map(joined).join("");
    words.after(...all(".translation, .remark", note).map((node) => node.cloneNode(true)));
    link.append(`, ¶\u00a0${parts[0].closest(".text").id.slice(1)}`);
    return quote;
  };
  // As in the comparisons that are built: to report takes no side.
  const verdict = (both) => {
    const [one, other] = both.map(({ stances }) => stances.filter((stance) => stance !== "reports"));
    if (!one.length || !other.length) return "unsided";
    if (one.length + other.length > 2) return "partly";
    return one[0] === other[0] ? "agree" : "differ";
  };
  const compare = (sources) => {
    const [one, other] = sources;
    const shared = [...one.met].map(([argument, met]) => [met, other.met.get(argument)]).filter(([, met]) => met);
    const rows = shared.map((both) => {
      const row = made("row");
      for (const node of all(`.verdict:not(.${verdict(both)})`, row)) node.remove();
      row.querySelector("h3").prepend(both[0].ref.cloneNode(true), " ");
      all(".side", row).forEach((side, n) => {
        named(side.querySelector("p"), sources[n]);
        // Where the text is not published, the stances still are.
        const { stances, passages } = both[n];
        side.append(...(passages.length ? passages : stances.map((stance) => ({ stance }))).map((passage) => figure(sources[n].id, both[n], passage)));
      });
      return row;
    });
    const heading = document.createElement("h2");
    heading.textContent = said.count.replace("{count}", rows.length);
    picker.append(heading, ...rows);
    document.title = said.title.replace("{left}", () => one.title).replace("{right}", () => other.title);
  };

  const wanted = ["a", "b"].map((side) => asked.get(side));
  const sources = await Promise.all(wanted.map(async (id, n) => {
    try {
      return id && (!n || id !== wanted[0]) ? read(id, await load(id)) : null;
    } catch {
      forms[n].querySelector("output").value = said.failed.replace("{source}", () => id);
      return null;
    }
  }));
  const empty = sources.map((source, n) => {
    if (!source) return { form: forms[n], other: sources[1 - n], to: (id) => to(n, id, sources[1 - n]?.id) };
    const side = made("one");
    named(side.querySelector("a"), source).href = pageOf(source.id);
    side.querySelector(".by").textContent = source.by;
    side.querySelector(".change").href = to(n, "", sources[1 - n]?.id);
    forms[n].replaceWith(side);
    return null;
  }).filter(Boolean);
  if (!empty.length) return compare(sources);
  const script = document.createElement("script");
  script.src = said.picker;
  script.onload = () => throughlinePick(empty, made);
  document.head.append(script);
})();
