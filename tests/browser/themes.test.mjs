// Every theme, in light and dark: nothing that axe finds, and no other theme's style sheet.

import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SCHEMES, faults, launch, open, overflow, watched } from './browser.mjs';
import { files, samples } from './disk.mjs';
import { build, own, temporary } from './dossiers.mjs';
import { serve } from './server.mjs';

/** What can go wrong by a theme's colours and sizes alone. */
const LOOKS = ['color-contrast', 'link-in-text-block', 'target-size'];

/** This repository's dossier in another theme. */
function themed(theme) {
  const dossier = path.join(temporary(), 'dossier');
  for (const part of ['content', 'seeds']) cpSync(path.join(own, part), path.join(dossier, part), { recursive: true });
  const file = path.join(dossier, 'content/dossier.yaml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\ntheme: ${theme}\n`);
  return build(dossier, '--deny-warnings');
}

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const theme of ['plain', 'night']) {
  test(`the theme ${theme}`, async () => {
    const site = themed(theme);
    const sheets = files(site).filter((name) => name.startsWith('assets/theme-'));
    assert.equal(sheets.length, 1);
    assert.match(sheets[0], new RegExp(`theme-${theme}`));
    const server = await serve({ '/': site });
    const papers = new Set();
    for (const scheme of SCHEMES) {
      const context = await open(browser, 768, scheme);
      for (const kind of ['cover', 'source', 'argument', 'arguments', 'matrix']) {
        const page = await watched(context, server.origin);
        await page.goto(`${server.origin}/${samples(site).get(kind)}`);
        assert.deepEqual(await faults(page, { rules: LOOKS }), [], `${kind}, ${scheme}`);
        assert.equal(await overflow(page), null);
        assert.deepEqual(page.problems, []);
        papers.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
        await page.close();
      }
      await context.close();
    }
    await server.close();
    assert.equal(papers.size, 2, 'one paper for light, one for dark');
  });
}
