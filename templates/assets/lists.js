// Throughline: a list is narrowed and sorted in place; the address says how. It is complete without this file.
"use strict";
(() => {
  const all = (selector, within) => [...within.querySelectorAll(selector)];
  for (const form of document.querySelectorAll(".filters")) {
    const controls = all("input, select", form);
    const rows = all(".entry", form.parentElement);
    const homes = rows.map((row) => row.parentElement);
    const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const texts = rows.map((row) => fold(row.innerText));
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const keyOf = (row, order) => row.dataset[order] ?? row.querySelector(".entry-title, .claim").innerText;
    const undated = (n) => !rows[n].querySelector("time, .date");
    const compare = (order) => (a, b) => {
      if (!order) return a - b;
      if (order === "newest") return undated(a) - undated(b) || b - a;
      const [x, y] = [keyOf(rows[a], order), keyOf(rows[b], order)];
      // Numbers from the highest, names from A; those without come last.
      return !x - !y || (/^\d+$/.test(x + y) ? y - x : collator.compare(x, y)) || a - b;
    };
    const apply = () => {
      const wanted = new Map(controls.map(({ name, value }) => [name, value]));
      const words = fold(wanted.get("q")).split(/\s+/);
      const facets = [...wanted].filter(([name, value]) => value && name !== "q" && name !== "order");
      let shown = 0;
      rows.forEach((row, n) => {
        row.hidden = !words.every((word) => texts[n].includes(word))
          || !facets.every(([name, value]) => row.dataset[name].split("|").includes(value));
        shown += !row.hidden;
      });
      const order = wanted.get("order");
      const sorted = rows.map((_, n) => n).sort(compare(order));
      for (const n of sorted) (order ? homes[0] : homes[n]).append(rows[n]);
      for (const home of new Set(homes)) {
        const group = home.closest(".topic");
        if (group) group.hidden = !home.querySelector(":scope > :not([hidden])");
        group?.classList.toggle("mixed", Boolean(order));
      }
      form.querySelector("output").value = `${shown} / ${rows.length}`;
      const query = new URLSearchParams([...wanted].filter(([, value]) => value));
      form.querySelector("button").hidden = !query.size;
      // What is on other pages is found by a search.
      const everywhere = form.querySelector("p a");
      if (everywhere) everywhere.search = wanted.get("q") ? new URLSearchParams({ q: wanted.get("q") }) : "";
      history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
    };
    const asked = new URLSearchParams(location.search);
    for (const control of controls) {
      control.value = asked.get(control.name) ?? "";
      if (control.selectedIndex < 0) control.selectedIndex = 0;
    }
    form.addEventListener("input", apply);
    form.querySelector("button").addEventListener("click", () => {
      for (const control of controls) control.value = "";
      apply();
      controls[0].focus();
    });
    form.hidden = false;
    apply();
  }
})();
