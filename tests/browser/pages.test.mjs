// Every kind of page, at three widths, in light and dark: nothing goes wrong, nothing sticks out,
// and axe finds nothing against WCAG 2.2 A and AA. What depends on the width does not depend on the
// colours, so axe, which takes most of the time, looks at each width once, and at both
// colours; at the whole dossier on one page, which is the longest, once.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SCHEMES, WIDTHS, launch, open } from './browser.mjs';
import { samples } from './disk.mjs';
import { build, own } from './dossiers.mjs';
import { look } from './look.mjs';
import { serve } from './server.mjs';

const KINDS = [
  'argument', 'arguments', 'compare', 'comparisons', 'cover', 'map', 'matrix', 'not-found', 'people', 'person', 'print', 'prose',
  'source', 'sources', 'timeline',
];

/** The scheme in which axe looks at a width. */
const DEEP = { 390: 'light', 768: 'light', 1440: 'dark' };

const site = build(own);
let browser;
let server;

before(async () => {
  browser = await launch();
  server = await serve({ '/own/project/': site });
});
after(async () => {
  await browser.close();
  await server.close();
});

test('the own dossier has a page of every kind', () => {
  const found = [...samples(site).keys()];
  assert.deepEqual(KINDS.filter((kind) => !found.includes(kind)), []);
});

for (const width of WIDTHS) {
  for (const scheme of SCHEMES) {
    describe(`at ${width} px, ${scheme}`, () => {
      let context;
      const deep = DEEP[width] === scheme;
      before(async () => { context = await open(browser, width, scheme); });
      after(() => context.close());
      for (const [kind, path] of samples(site)) {
        test(`${kind} (${path})`, async () => {
          const once = path !== 'print.html' || width === 390;
          assert.deepEqual(await look(context, `${server.origin}/own/project/`, path, scheme, deep && once), []);
        });
      }
    });
  }
}
