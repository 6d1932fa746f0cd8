// Marked in place are the right words, all of them, each passage so that it can be told from those
// that it overlaps.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch, open } from './browser.mjs';
import { files, index } from './disk.mjs';
import { WITHHELD, build, hard, own } from './dossiers.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const LANES = 6;

/** The words as they compare: typography and white space do not count, case does. */
const fold = (text) => text
  .normalize('NFC')
  .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
  .replace(/[‘’‚‛′]/g, "'")
  .replace(/[“”„‟″«»]/g, '"')
  .replace(/[‐‑‒–—―]/g, '-')
  .replace(/…/g, '...')
  .replace(/\s+/g, ' ')
  .trim();
const GAP = /\s*\[(?:…|\.\.\.)\]\s*/;

for (const [name, dossier] of Object.entries({ own, hard: hard() })) {
  describe(`the ${name} dossier`, () => {
    const site = build(dossier);
    const { sources, passages } = index(site);
    const url = (where) => `${pathToFileURL(site).href}/${where}`;

    for (const source of sources.filter(({ rights }) => rights !== 'link')) {
      const here = passages.filter((passage) => passage.source === source.id);
      if (!here.length) continue;

      test(`${source.id}: ${here.length} passages are marked, in their own words`, async () => {
        const context = await open(browser);
        const page = await context.newPage();
        await page.goto(url(source.path));
        const marked = await page.evaluate(() => {
          const texts = {};
          let last = {};
          for (const mark of document.querySelectorAll('mark[data-passage]')) {
            const id = mark.dataset.passage;
            const block = mark.closest('.block');
            // Two paragraphs are at least a space apart.
            const apart = last[id] && last[id] !== block ? ' ' : '';
            texts[id] = (texts[id] ?? '') + apart + mark.textContent;
            last[id] = block;
          }
          return texts;
        });
        assert.deepEqual(Object.keys(marked).sort(), here.map(({ id }) => id).sort());
        const seed = [...readFileSync(path.join(dossier, 'seeds', source.seed), 'utf8').replace(/^\ufeff/, '')];
        for (const { id, quote, start, end } of here) {
          const shown = fold(marked[id]);
          // Where words were left out, the parts stand one after the other.
          const written = source.seed.endsWith('.md') ? quote.replace(/[*_`]/g, '') : quote;
          const quoted = written.split(GAP).map(fold);
          assert.equal(shown.replaceAll(' ', ''), quoted.join(' ').replaceAll(' ', ''), `${id}: marked is not what is quoted`);
          const plain = source.seed.endsWith('.txt') && quoted.length === 1;
          if (plain) {
            assert.equal(shown, quoted[0], `${id}: white space`);
            assert.equal(marked[id].replace(/\s+/g, ' '), seed.slice(start, end).join('').replace(/\s+/g, ' '), `${id}: marked is not what stands in the seed from ${start} to ${end}`);
          }
        }
        await context.close();
      });

      test(`${source.id}: overlapping passages have lanes and underlines of their own`, async () => {
        const context = await open(browser);
        const page = await context.newPage();
        await page.goto(url(source.path));
        const lanes = await page.evaluate(() => Object.fromEntries(
          [...document.querySelectorAll('mark[data-passage][id]')].map((mark) => [mark.id, {
            // The first lane needs no class.
            lane: /lane\d+/.exec(mark.className)?.[0] ?? 'lane0',
            offset: getComputedStyle(mark).textUnderlineOffset,
            line: getComputedStyle(mark).textDecorationLine,
          }]),
        ));
        const sorted = [...here].sort((a, b) => a.start - b.start || b.end - a.end);
        for (const [n, passage] of sorted.entries()) {
          assert.equal(lanes[passage.id].line, 'underline', passage.id);
          // All that cover the place where this one begins; there are only so many lanes.
          const open = sorted.slice(0, n).filter((other) => other.end > passage.start);
          if (open.length >= LANES) continue;
          for (const other of open) {
            assert.notEqual(lanes[passage.id].offset, lanes[other.id].offset, `${passage.id} and ${other.id} overlap in one lane`);
          }
        }
        await context.close();
      });

      for (const width of [390, 1440]) {
        test(`${source.id}: an address leads to each passage at ${width} px`, async () => {
          const context = await open(browser, width);
          const page = await context.newPage();
          const astray = [];
          // The first by loading the page, as from another one; the rest on the page.
          await page.goto(url(here[0].path));
          for (const passage of here) {
            const seen = await page.evaluate(async (id) => {
              location.hash = id;
              await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
              const { top } = document.getElementById(id).getClientRects()[0];
              const target = document.querySelector(':target')?.id;
              return { top, target, inside: top >= 0 && top < innerHeight - 20 };
            }, passage.id);
            if (!seen.inside || seen.target !== passage.id) astray.push({ id: passage.id, ...seen });
          }
          await context.close();
          assert.deepEqual(astray, []);
        });
      }
    }
  });
}

test('what is withheld stands in no file of the site', () => {
  const site = build(hard());
  const found = [];
  for (const name of files(site)) {
    const text = readFileSync(path.join(site, name), 'utf8');
    for (const [what, word] of Object.entries(WITHHELD)) {
      if (text.toLowerCase().includes(word.toLowerCase())) found.push(`${name}: ${what}`);
    }
  }
  assert.deepEqual(found, []);
  const excerpts = readFileSync(path.join(site, 'sources/excerpted.html'), 'utf8');
  assert.match(excerpts, /Only these excerpted words may be shown,/, 'what may be shown is');
});
