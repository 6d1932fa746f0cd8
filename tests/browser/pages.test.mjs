// Every kind of page, at three widths, in light and dark: nothing goes wrong, nothing sticks out,
// and axe finds nothing against WCAG 2.2 A and AA.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SCHEMES, WIDTHS, faults, launch, open, overflow, watched } from './browser.mjs';
import { pages, samples } from './disk.mjs';
import { build, empty, hard, large, own } from './dossiers.mjs';
import { serve } from './server.mjs';

const KINDS = [
  'argument', 'arguments', 'compare', 'comparisons', 'cover', 'map', 'matrix', 'not-found', 'people', 'person', 'print', 'prose',
  'source', 'sources', 'timeline',
];

/** Those that only a large dossier has. */
const LARGE = ['passages', 'voices'];

const sites = { own: build(own), hard: build(hard()), empty: build(empty()), large: build(large()) };
const home = Object.fromEntries(Object.keys(sites).map((name) => [name, `/${name}/project/`]));
let browser;
let server;

before(async () => {
  browser = await launch();
  server = await serve(Object.fromEntries(Object.keys(sites).map((name) => [home[name], sites[name]])));
});
after(async () => {
  await browser.close();
  await server.close();
});

/** Opens a page and returns what is wrong with it. */
async function look(context, name, path, scheme, deep) {
  const base = `${server.origin}${home[name]}`;
  const page = await watched(context, base);
  try {
    await page.goto(base + path);
    const wrong = [...page.problems];
    const wide = await overflow(page);
    if (wide) wrong.push(wide);
    const dark = await page.evaluate(() => {
      const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
      return r + g + b < 3 * 128;
    });
    if (dark !== (scheme === 'dark')) wrong.push(`the page is ${dark ? 'dark' : 'light'}`);
    const broken = await page.evaluate(() => [...document.querySelectorAll('.number, .argument-ref b')]
      .filter((number) => number.offsetHeight > 1.8 * parseFloat(getComputedStyle(number).fontSize))
      .map((number) => number.textContent));
    if (broken.length) wrong.push(`numbers over two lines: ${broken.join(', ')}`);
    if (deep) wrong.push(...await faults(page));
    return wrong.map((what) => `${path}: ${what}`);
  } finally {
    await page.close();
  }
}

test('the own dossier has a page of every kind', () => {
  const found = [...samples(sites.own).keys()];
  assert.deepEqual(KINDS.filter((kind) => !found.includes(kind)), []);
});

for (const width of WIDTHS) {
  for (const scheme of SCHEMES) {
    describe(`at ${width} px, ${scheme}`, () => {
      let context;
      before(async () => { context = await open(browser, width, scheme); });
      after(() => context.close());
      for (const [kind, path] of samples(sites.own)) {
        test(`${kind} (${path})`, async () => {
          assert.deepEqual(await look(context, 'own', path, scheme, true), []);
        });
      }
    });
  }
}

test('a large dossier has a page of every kind', () => {
  const found = [...samples(sites.large).keys()];
  assert.deepEqual([...LARGE, 'matrix', 'argument', 'person', 'timeline'].filter((kind) => !found.includes(kind)), []);
});

for (const [width, scheme] of [[390, 'dark'], [768, 'light'], [1440, 'light']]) {
  test(`the large dossier at ${width} px, ${scheme}`, async () => {
    const context = await open(browser, width, scheme);
    const paths = [
      ...samples(sites.large).values(), 'matrix.html', 'matrix/publishers.html', 'matrix/topics/topic-0.html',
      'matrix/dates/2001.html', 'arguments/argument-0.html', 'arguments/argument-0/page/2.html',
      'arguments/argument-0/voices.html', 'sources/index.html', 'map.html', 'map/topics/topic-0.html', 'sources/by/publisher.html',
    ].filter((path) => path !== 'print.html');
    const wrong = [];
    // axe takes long over lists of 500, which are those of the own dossier but for their length.
    const deep = ['index.html', 'matrix.html', 'matrix/dates/2001.html', 'arguments/argument-0/voices.html', 'map.html', 'map/topics/topic-0.html', 'compare/source-0.html'];
    for (const path of new Set(paths)) {
      wrong.push(...await look(context, 'large', path, scheme, width === 390 && deep.includes(path)));
    }
    await context.close();
    assert.deepEqual(wrong, []);
  });
}

for (const name of ['hard', 'empty']) {
  for (const [width, scheme] of [[390, 'dark'], [768, 'light'], [1440, 'light']]) {
    test(`the ${name} dossier at ${width} px, ${scheme}`, async () => {
      const context = await open(browser, width, scheme);
      const deep = new Set(samples(sites[name]).values());
      const wrong = [];
      for (const path of pages(sites[name])) {
        const thorough = width !== 768 && (deep.has(path) || path.startsWith('sources/'));
        wrong.push(...await look(context, name, path, scheme, thorough));
      }
      await context.close();
      assert.deepEqual(wrong, []);
    });
  }
}
