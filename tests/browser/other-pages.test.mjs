// Dossiers that are large, hard or empty: nothing goes wrong on their pages, nothing sticks out,
// and axe finds nothing against WCAG 2.2 A and AA.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.mjs';
import { pages, samples } from './disk.mjs';
import { build, empty, hard, large } from './dossiers.mjs';
import { look } from './look.mjs';
import { serve } from './server.mjs';

/** The kinds of page that only a large dossier has. */
const LARGE = ['passages', 'voices'];

const sites = { hard: build(hard()), empty: build(empty()), large: build(large()) };
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
      wrong.push(...await look(context, server.origin + home.large, path, scheme, width === 390 && deep.includes(path)));
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
      if (width === 1440) deep.delete('print.html'); // which takes axe longer than all others
      const wrong = [];
      for (const path of pages(sites[name])) {
        const thorough = width === 390 ? deep.has(path) || path.startsWith('sources/') : width === 1440 && deep.has(path);
        wrong.push(...await look(context, server.origin + home[name], path, scheme, thorough));
      }
      await context.close();
      assert.deepEqual(wrong, []);
    });
  }
}
