// docs/components.html: every component in light and in dark, opened from disk.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { SCHEMES, WIDTHS, faults, launch, open, overflow, watched } from './browser.mjs';
import { REPOSITORY } from './dossiers.mjs';

const file = path.join(REPOSITORY, 'docs/components.html');
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const width of WIDTHS) {
  for (const scheme of SCHEMES) {
    test(`at ${width} px, ${scheme}`, async () => {
      const context = await open(browser, width, scheme);
      const page = await watched(context, pathToFileURL(REPOSITORY).href);
      await page.goto(pathToFileURL(file).href);
      assert.deepEqual(page.problems, []);
      assert.equal(await overflow(page), null);
      // Each component stands here in both schemes, whichever the reader's is.
      if (scheme === 'light') assert.deepEqual(await faults(page), []);
      const papers = await page.evaluate(() => ['light', 'dark'].map((name) => [...new Set(
        [...document.querySelectorAll(`.frame.${name}`)].map((frame) => getComputedStyle(frame).backgroundColor),
      )]));
      assert.deepEqual(papers, [['rgb(253, 252, 249)'], ['rgb(23, 24, 27)']], 'each frame keeps its scheme');
      await context.close();
    });
  }
}

test('it is valid HTML, and has no script', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    // A record of RIS ends with a space. Ids hold `/` in the one document to print; every example stands here twice, light and dark.
    rules: { 'valid-id': ['error', { relaxed: true }], 'unique-landmark': 'off', 'no-trailing-whitespace': 'off' },
  });
  const report = await validator.validateFile(file);
  const wrong = report.results.flatMap(({ messages }) => messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
  assert.deepEqual(wrong, []);
});
