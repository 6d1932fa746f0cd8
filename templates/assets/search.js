// Throughline: the search. The index is Pagefind's, one for each language; what is shown of it is shown here.
// Where nothing may be fetched (from a disk), or something fails, the list of everything stands in for it.
"use strict";
(() => {
  const form = document.querySelector(".finder");
  const list = document.querySelector(".found");
  const further = list.nextElementSibling;
  const output = form.querySelector("output");
  const controls = [...form.querySelectorAll("input, select")];
  const { index, languages, lists, count, unread } = form.dataset;
  const FIRST = 3; // rows in sight before those that follow
  const ROWS = 10;
  const PLACES = 3;
  const PARTING = /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[^\p{L}\p{N}]+/u;
  const MARKS = /["“”„«»‹›「」『』]/gu;
  const ELIDING = ["ca", "fr", "it", "oc"]; // known to src/search/pagefind.rs as well
  const ABOUT = "about"; // the place of the title and what stands below it, which are shown above
  const WHOLE = "-x-whole"; // ends the name of an index with all places, known to src/search/pagefind.rs as well
  const WORDS = 30;
  const WORDS_MARKED = 8;
  const LETTERS_SHARED = 3;
  const SIMILARITY = 2; // how much a word itself is before those that begin with it; Pagefind's own is 1
  const READ = 15; // as many texts at most for ten that have a phrase
  const FETCHED = 65000; // places of words, some 100 kB
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
    const instance = createInstance({ basePath: new URL(index, document.baseURI).pathname, noWorker: true, ranking: { termSimilarity: SIMILARITY } });
    page.lang = own;
    return instance;
  };
  const begun = languages.split(" ").map((language) => {
    let whole = null;
    return { language, instance: begin(language), whole: () => (whole ??= begin(`${language}${WHOLE}`)) };
  });
  // What is known of words with very many places, of which not all are kept.
  const about = fetch(`${index}pagefind-entry.json`).then((entry) => entry.json()).catch(() => ({ languages: {} }));
  const plain = (word) => word.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  // Words that a dash joins, or an apostrophe in a language that elides before names, are words of their own.
  const parted = (query, language) => {
    const undashed = query.replace(/(?<=[\p{L}\p{N}][–—―])(?=[\p{L}\p{N}])/gu, " ");
    return ELIDING.includes(language) ? undashed.replace(/(?<=\p{L}['’])(?=\p{L})/gu, " ") : undashed;
  };
  // Words that are in nearly every text tell nothing beside others; of the others, the rarest are looked for.
  const understood = async (query, language) => {
    const phrase = query.length > 1 && [query.at(0), query.at(-1)].every((end) => end.match(MARKS));
    // A phrase is read for its letters; elsewhere, the parts of “well-known” are words.
    const split = phrase ? query : query.replace(/(?<=[\p{L}\p{N}])[-‐‑](?=[\p{L}\p{N}])/gu, " ");
    const words = parted(split.replace(MARKS, " "), language).trim().split(/\s+/u);
    const { frequent = {}, everywhere = [], kept = 0 } = (await about).languages[language] ?? {};
    const places = (word) => Object.hasOwn(frequent, plain(word)) ? frequent[plain(word)] : 0;
    const asked = words.filter(plain);
    const telling = asked.filter((word) => !everywhere.includes(plain(word)));
    const rarest = (telling.length ? telling : asked).toSorted((a, b) => places(a) - places(b));
    let fetched = 0;
    const few = rarest.filter((word, n) => (fetched += Math.min(places(word), kept)) <= FETCHED || !n);
    const terms = asked.filter((word) => few.includes(word));
    return { phrase, words, terms, thinned: terms.filter((word) => places(word) > kept) };
  };

  // The texts that are found, or that may have a phrase: they are read for it as they are shown. From the whole index,
  // all that may have it; without it, what may have it is partial.
  const find = async ({ language, instance, whole }, query, filters, isWhole) => {
    const pagefind = await (isWhole ? whole() : instance);
    const ask = async (asked) => (await pagefind.search(asked, { filters })).results;
    const named = (results, more) => results.map((result) => ({ result, language, ...more }));
    if (!query) return named(await ask(null));
    const { phrase, words, terms, thinned } = await understood(query, language);
    if (!terms.length) return [];
    if (!phrase) {
      const results = await ask(terms.join(" "));
      const first = await Promise.all(results.slice(0, FIRST).map((result) => hasAll(terms, result)));
      return first.some(Boolean) ? named(results, { terms: terms.map(plain), thinned: thinned.map(plain) }) : [];
    }
    const exact = words.map(plain).join("");
    if (isWhole || (terms.length === words.length && !thinned.length)) {
      // Between the words of a script without spaces, what parts them has a place as well: one part is looked for.
      const [longest] = words.join(" ").split(PARTING).toSorted((a, b) => b.length - a.length);
      return named(await ask(`"${longest}"`), { exact });
    }
    // Where the words that are looked for stand as in the phrase, as far as their places are known.
    const offsets = terms.map((word) => words.indexOf(word) - words.indexOf(terms[0]));
    const fits = ({ words: at }) => {
      const all = new Set(at);
      return at.some((place) => offsets.every((offset) => all.has(place + offset)));
    };
    const results = Map.groupBy(await ask(terms.join(" ")), fits);
    const likely = named(results.get(true) ?? [], { exact, isPartial: true });
    const others = thinned.length ? results.get(false) ?? [] : [];
    return [...likely, ...named(others, { exact, isPartial: true, isUnlikely: true })];
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
  // The words of a paragraph that are these letters, each time, however they are joined; between spaces, whole words alone.
  const occurrences = (letters, data) => {
    const words = separate(data).map(plain);
    const owners = words.flatMap((word, n) => Array(word.length).fill(n));
    const all = words.join("");
    const found = [];
    for (let from = letters ? all.indexOf(letters) : -1; from >= 0; from = all.indexOf(letters, from + 1)) {
      const to = from + letters.length;
      const whole = owners[from - 1] !== owners[from] && owners[to - 1] !== owners[to];
      const isParted = data.anchors.some(({ location: start }) => owners[from] < start && start <= owners[to - 1]);
      if ((whole || !isSpaced(data)) && !isParted) found.push([...new Set(owners.slice(from, to))]);
    }
    return found;
  };

  // Of two words without punctuation, whether one may be a form of the other.
  const isAlike = (word, hit) => {
    const length = Math.min(LETTERS_SHARED, word.length);
    return Array.from(word, (_, from) => word.slice(from, from + length)).some((part) => part.length === length && hit.includes(part));
  };
  // Whether each word that was asked for is like one that was hit: for one that is nowhere, Pagefind takes the word with
  // which it shares its beginning, were it a single letter.
  const hasAll = async (asked, { words: at, data: get }) => {
    const data = await get();
    const words = separate(data);
    const hits = at.map((place) => plain(words[place] ?? ""));
    return !isSpaced(data) || asked.every((word) => hits.some((hit) => isAlike(plain(word), hit)));
  };
  // For “to” it takes “tools” as well: where a short word itself is hit, nothing but its endings is, if it can have any.
  const meant = (asked, hits, words) => {
    const forms = hits.map(({ location: at }) => plain(words[at] ?? ""));
    const isForm = (word, form) => {
      if (word.length > LETTERS_SHARED) return isAlike(word, form);
      const ending = form.length - word.length;
      return form.startsWith(word) && (!ending || !forms.includes(word) || (word.length === LETTERS_SHARED && ending < word.length));
    };
    return hits.filter((_, n) => asked.some((word) => isForm(word, forms[n])));
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
  // None for a text that turns out not to have the phrase.
  const row = async ({ result, language, exact, terms = [], thinned = [] }) => {
    const data = await result.data();
    const words = separate(data);
    const whole = exact ? occurrences(exact, data) : thinned.flatMap((word) => occurrences(word, data));
    if (exact && !whole.length) return null;
    const hits = whole.flat().map((at) => ({ location: at, balanced_score: 1 }));
    const told = terms.length && isSpaced(data) ? meant(terms, data.weighted_locations, words) : data.weighted_locations;
    const found = places(data, exact ? hits : [...told, ...hits], words.length);
    const runs = exact ? whole : found.flatMap((place) => place.hits.map((at) => [at]));
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

  const attempt = (act) => act().catch((error) => {
    console.error(error);
    instead();
  });
  let latest = 0; // the number of the search whose results are wanted
  const show = async (left, number, whole, shown = 0, known = new Set()) => {
    const before = shown;
    const isPhrase = left[0]?.exact;
    const tell = () => {
      const said = isPhrase && left.length ? unread : count;
      output.value = said.replace("{count}", isPhrase ? shown : shown + left.length).replace("{rest}", left.length);
    };
    for (let read = 0; left.length && shown < before + ROWS && read < READ;) {
      const next = left.splice(0, read || before ? Math.min(before + ROWS - shown, READ - read) : FIRST);
      const rows = (await Promise.all(next.map(row))).filter(Boolean);
      if (number !== latest) return;
      if (!shown) list.replaceChildren();
      list.append(...rows);
      read += next.length;
      shown += rows.length;
      for (const { result } of next) known.add(result.id);
      if (shown) tell();
    }
    if (!shown) list.replaceChildren();
    tell();
    list.ariaBusy = "false";
    further.hidden = !left.length;
    further.onclick = () => attempt(async () => {
      list.ariaBusy = "true";
      const all = left.some(({ isPartial }) => isPartial) ? (await whole()).filter(({ result }) => !known.has(result.id)) : left;
      if (number !== latest) return;
      await show(all, number, whole, shown, known);
      list.children[shown]?.querySelector("a").focus();
    });
  };
  const search = () => {
    const number = (latest += 1);
    list.ariaBusy = "true";
    const wanted = controls.map(({ name, value }) => [name, value.trim()]).filter(([, value]) => value);
    const query = new URLSearchParams(wanted);
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
    if (!wanted.length) {
      list.replaceChildren();
      list.ariaBusy = "false";
      further.hidden = true;
      output.value = "";
      return null;
    }
    const { q = null, ...facets } = Object.fromEntries(wanted);
    const found = async (isWhole) => {
      const all = await Promise.all(begun.map((one) => find(one, q, facets, isWhole)));
      return all.flat().sort((a, b) => !!a.isUnlikely - !!b.isUnlikely || b.result.score - a.result.score);
    };
    return attempt(async () => {
      const results = await found(false);
      if (number === latest) await show(results, number, () => found(true));
    });
  };

  const asked = new URLSearchParams(location.search);
  for (const control of controls) {
    control.value = asked.get(control.name) ?? "";
    if (control.selectedIndex < 0) control.selectedIndex = 0;
  }
  const fetchFor = (q) => Promise.all(begun.map(async ({ language, instance }) => {
    const { terms } = await understood(q, language);
    if (terms.length) await (await instance).preload(terms.join(" "));
  }));
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    list.ariaBusy = "true";
    fetchFor(controls[0].value.trim()).catch(() => {}); // the search itself tells
    timer = setTimeout(search, REST_MS);
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
