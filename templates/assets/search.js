// Throughline: the search. The index is Pagefind's, one for each language; what is shown of it is shown here.
// Where nothing may be fetched (from a disk), or something fails, the list of everything stands in for it.
"use strict";
(() => {
  const form = document.querySelector(".finder");
  const list = document.querySelector(".found");
  const further = list.nextElementSibling;
  const output = form.querySelector("output");
  const controls = [...form.querySelectorAll("input, select")];
  const { index, languages, lists, count, everywhere } = form.dataset;
  const FIRST = 3; // rows in sight before those that follow
  const ROWS = 10;
  const PLACES = 3;
  const PARTING = /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[^\p{L}\p{N}]+/u;
  const MARKS = /["“”„«»‹›「」『』]/gu;
  const ELIDING = ["ca", "fr", "it", "oc"]; // known to src/search/pagefind.rs as well
  const ABOUT = "about"; // the place of the title and what stands below it, which are shown above
  const WORDS = 30;
  const WORDS_MARKED = 8;
  const LETTERS_SHARED = 3;
  const LOOKED_INTO = 2 * ROWS; // as many texts are read rather than where a word like “the” is
  const REST_MS = 20; // after the last key; what the words are in is fetched meanwhile

  const instead = () => {
    if (!form.isConnected) return;
    document.documentElement.classList.remove("js");
    for (const part of [form, list, further]) part.remove();
    const script = document.createElement("script");
    script.src = lists;
    document.head.append(script);
  };
  if (location.protocol === "file:") return void instead();

  // A module of its own for each language, since each has a stemmer of its own. Pagefind asks the
  // page for the language, so for that moment the page is said to be in it.
  const begin = async (language) => {
    const { createInstance } = await import(new URL(`${index}pagefind.js#${language}`, document.baseURI));
    const page = document.documentElement;
    const own = page.lang;
    page.lang = language;
    const instance = createInstance({ basePath: new URL(index, document.baseURI).pathname, noWorker: true });
    page.lang = own;
    return instance;
  };
  const begun = languages.split(" ").map((language) => ({ language, instance: begin(language) }));
  // Words like “the” take more bytes than all others, and tell nothing beside them.
  const about = fetch(`${index}pagefind-entry.json`).then((entry) => entry.json()).catch(() => ({ languages: {} }));
  const plain = (word) => word.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  // Words that a dash joins, or an apostrophe in a language that elides before names, are words of their own.
  const parted = (query, language) => {
    const undashed = query.replace(/(?<=[\p{L}\p{N}][–—―])(?=[\p{L}\p{N}])/gu, " ");
    return ELIDING.includes(language) ? undashed.replace(/(?<=\p{L}['’])(?=\p{L})/gu, " ") : undashed;
  };
  const understood = async (query, language) => {
    const phrase = query.length > 1 && [query.at(0), query.at(-1)].every((end) => end.match(MARKS));
    const words = parted(query.replace(MARKS, " "), language).trim().split(/\s+/u);
    const frequent = (await about).languages[language]?.frequent ?? {};
    const frequency = (word) => Object.hasOwn(frequent, plain(word)) ? frequent[plain(word)] : 0;
    const telling = words.filter((word) => plain(word) && !frequency(word));
    const terms = telling.length ? telling : words.toSorted((a, b) => frequency(a) - frequency(b)).slice(0, 1);
    return { phrase, words, telling, terms: terms.join(" "), everywhere: words.every(frequency) };
  };
  const isEverywhere = async (query) => {
    const all = await Promise.all(begun.map(({ language }) => understood(query, language)));
    return all.every(({ everywhere }) => everywhere);
  };

  const find = async ({ language, instance }, query, filters) => {
    const pagefind = await instance;
    const ask = async (terms) => (await pagefind.search(terms, { filters })).results;
    const named = (results, exact) => results.map((result) => ({ result, language, exact }));
    if (!query) return named(await ask(null));
    const { phrase, words, telling, terms } = await understood(query, language);
    if (!phrase) {
      const results = await ask(terms);
      const first = await Promise.all(results.slice(0, FIRST).map((result) => hasOneOf(words, result)));
      return named(first.some(Boolean) ? results : []);
    }
    // The other words of a phrase are looked for in the few texts that have its telling words where it has them.
    const offsets = telling.map((word) => words.indexOf(word) - words.indexOf(telling[0]));
    const fits = ({ words: at }) => {
      const all = new Set(at);
      return at.some((place) => offsets.every((offset) => all.has(place + offset)));
    };
    const mixed = telling.length && telling.length < words.length;
    const few = mixed ? (await ask(terms)).filter(fits) : [];
    // Between the words of a script without spaces, what parts them has a place as well: one part is looked for.
    const [longest, ...others] = words.join(" ").split(PARTING).toSorted((a, b) => b.length - a.length);
    const results = mixed && few.length <= LOOKED_INTO ? few : await ask(`"${longest}"`);
    const exact = words.map(plain).join("");
    if (results.length > (mixed || others.length ? LOOKED_INTO : ROWS)) return named(results, exact);
    const found = await Promise.all(results.map(async (result) => occurrences(exact, await result.data()).length));
    return named(results.filter((_, n) => found[n]), exact);
  };

  const make = (name, className = "", ...inside) => {
    const node = document.createElement(name);
    if (className) node.className = className;
    node.append(...inside);
    return node;
  };
  const bare = (word) => word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  const isSpaced = ({ raw_content: raw }) => !raw.includes("\u200b");
  const separate = (data) => isSpaced(data)
    ? data.content.split(/[^\S\ufeff]+/).map((word) => (word.endsWith("\u2060") ? word.slice(0, -1) : `${word} `))
    : data.raw_content.split("\u200b").map((word) => word.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
  // The words that are these letters, each time, however they are joined; between spaces, whole words alone.
  const occurrences = (letters, data) => {
    const words = separate(data).map(plain);
    const owners = words.flatMap((word, n) => Array(word.length).fill(n));
    const all = words.join("");
    const found = [];
    for (let from = letters ? all.indexOf(letters) : -1; from >= 0; from = all.indexOf(letters, from + 1)) {
      const to = from + letters.length;
      const whole = owners[from - 1] !== owners[from] && owners[to - 1] !== owners[to];
      if (whole || !isSpaced(data)) found.push([...new Set(owners.slice(from, to))]);
    }
    return found;
  };

  // Whether a word that was hit is like one that was asked for: for one that is nowhere, Pagefind takes the word with
  // which it shares its beginning, were it a single letter.
  const hasOneOf = async (asked, { words: at, data: get }) => {
    const data = await get();
    const words = separate(data);
    const hits = at.map((place) => plain(words[place] ?? ""));
    const isAlike = (word) => {
      const length = Math.min(LETTERS_SHARED, word.length);
      return hits.some((hit) => Array.from(word, (_, from) => word.slice(from, from + length))
        .some((part) => part.length === length && hit.includes(part)));
    };
    return !isSpaced(data) || asked.map(plain).some(isAlike);
  };

  // The stretches of the text that have hits, best first: where each begins and ends, and its hits in their order.
  const places = ({ anchors }, all, end) => {
    const starts = anchors.map(({ id, location: at }) => ({ id, from: at })).sort((a, b) => a.from - b.from);
    if (starts[0]?.from !== 0) starts.unshift({ id: "", from: 0 });
    starts.forEach((place, n) => Object.assign(place, { to: starts[n + 1]?.from ?? end, hits: [], score: 0 }));
    let n = 0;
    for (const { location: at, balanced_score: score } of all.toSorted((a, b) => a.location - b.location)) {
      while (at >= starts[n]?.to) n += 1;
      const place = starts[n];
      if (place && place.hits.at(-1) !== at) {
        place.hits.push(at);
        place.score += score;
      }
    }
    return starts.filter((place) => place.hits.length).sort((a, b) => b.score - a.score || a.from - b.from);
  };
  // The first of those hits that have the most others in the words after them.
  const densest = (hits) => {
    let [best, most] = [0, 0];
    for (let from = 0, end = 0; from < hits.length; from += 1) {
      while (hits[end] < hits[from] + WORDS) end += 1;
      if (end - from > most) [best, most] = [from, end - from];
    }
    return hits[best];
  };
  const excerpt = (words, { from, to, hits }) => {
    const start = Math.max(from, Math.min(densest(hits) - 8, to - WORDS));
    const end = Math.min(to, start + WORDS);
    const shown = make("span");
    if (start > from) shown.append("… ");
    for (let at = start; at < end; at += 1) {
      const word = words[at] ?? "";
      const [, before, core, after] = word.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su);
      shown.append(...(hits.includes(at) ? [before, make("mark", "", core), after] : [word]));
    }
    if (end < to) shown.append("…");
    return shown;
  };
  const address = (path, words, id) => {
    const query = new URLSearchParams(words.map((word) => ["words", word]));
    return `${path}${words.length ? `?${query}` : ""}${id ? `#${encodeURIComponent(id)}` : ""}`;
  };
  const row = ({ data, language, exact }) => {
    const words = separate(data);
    const whole = exact ? occurrences(exact, data) : [];
    const found = places(data, whole.length ? whole.flat().map((at) => ({ location: at, balanced_score: 1 })) : data.weighted_locations, words.length);
    const runs = whole.length ? whole : found.flatMap((place) => place.hits.map((at) => [at]));
    const named = runs.map((run) => run.map((at) => bare(words[at] ?? "")).filter(Boolean).join(" "));
    const marked = [...new Set(named)].filter(Boolean).slice(0, WORDS_MARKED);
    const kind = data.filters.kind[0];
    const link = make("a", "", make("bdi", "", data.meta.title));
    link.href = address(data.raw_url, marked, "");
    const about = make("p", "small muted", form.dataset[kind]);
    if (data.meta.by) about.append(" · ", make("bdi", "", data.meta.by));
    const item = make("li", "", make("p", "entry-title", link), about);
    const shown = found.filter(({ id }) => id !== ABOUT).slice(0, PLACES).sort((a, b) => a.from - b.from).map((place) => {
      const quoted = kind === "source" && /^p\d/.test(place.id);
      const quote = excerpt(words, place);
      quote.lang = language;
      quote.dir = "auto";
      if (quoted) quote.className = "serif";
      const label = quoted ? `¶\u00a0${place.id.slice(1)}` : place.id ? form.dataset.note : "";
      const to = make("a", "", ...(label ? [make("b", "", label)] : []), quote);
      to.href = address(data.raw_url, marked, place.id);
      return make("li", "", to);
    });
    if (shown.length) item.append(make("ul", "", ...shown));
    return item;
  };

  let latest = 0; // the number of the search whose results are wanted
  const show = async (results, number, from = 0, to = FIRST) => {
    const rows = results.slice(from, to).map(async (found) => row({ ...found, data: await found.result.data() }));
    const ready = await Promise.all(rows);
    if (number !== latest) return;
    if (!from) {
      list.replaceChildren();
      further.hidden = true;
      output.value = count.replace("{count}", results.length);
    }
    list.append(...ready);
    if (!from) return show(results, number, FIRST, ROWS);
    list.ariaBusy = "false";
    further.hidden = results.length <= to;
    further.onclick = async () => {
      await show(results, number, to, to + ROWS);
      list.children[to]?.querySelector("a").focus();
    };
  };
  // As it is typed, a word that is everywhere is not looked for yet: it may be the beginning of another.
  const search = async (meant = true) => {
    const number = (latest += 1);
    list.ariaBusy = "true";
    const wanted = controls.map(({ name, value }) => [name, value.trim()]).filter(([, value]) => value);
    const query = new URLSearchParams(wanted);
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
    const { q = null, ...facets } = Object.fromEntries(wanted);
    const early = !meant && q && await isEverywhere(q);
    if (number !== latest) return;
    if (!wanted.length || early) {
      list.replaceChildren();
      list.ariaBusy = "false";
      further.hidden = true;
      output.value = early ? everywhere.replace("{words}", () => q) : "";
      return;
    }
    try {
      const all = await Promise.all(begun.map((one) => find(one, q, facets)));
      if (number !== latest) return;
      const results = all.flat().sort((a, b) => b.result.score - a.result.score);
      await show(results, number);
    } catch (error) {
      console.error(error);
      instead();
    }
  };

  const asked = new URLSearchParams(location.search);
  for (const control of controls) {
    control.value = asked.get(control.name) ?? "";
    if (control.selectedIndex < 0) control.selectedIndex = 0;
  }
  const fetchFor = async (q) => {
    if (!q || await isEverywhere(q)) return;
    await Promise.all(begun.map(async ({ language, instance }) => (await instance).preload((await understood(q, language)).terms)));
  };
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    list.ariaBusy = "true";
    fetchFor(controls[0].value.trim()).catch(() => {}); // the search itself tells
    timer = setTimeout(() => search(false), REST_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    search();
  });
  // Whoever follows the link to this page wants to type.
  if (!location.hash) controls[0].focus();
  for (const { instance } of begun) instance.catch(instead);
  search();
  // All that can be found is asked for once, so that what a search runs is compiled before the first key.
  for (const { instance } of begun) instance.then((pagefind) => pagefind.search(null)).catch(() => {});
})();
