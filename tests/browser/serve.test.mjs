// The preview in a browser: an edit shows without a key being pressed, the place is kept, and what
// is wrong lies over the page until it is mended.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { faults as axe, launch, open, watched } from './browser.mjs';
import { serving, write } from './dossiers.mjs';

const paragraphs = (first) => [first, ...Array.from({ length: 60 }, (_, n) => `Paragraph ${n}: the fox number ${n} jumps.`)].join('\n\n');
const source = (title) => ({
  seed: 'a.txt',
  title,
  passages: [{ quote: 'the fox number 40 jumps', arguments: { c: 'supports' } }],
});
const root = write({
  'content/dossier.yaml': { title: 'Served', base_url: 'https://example.org/some/project' },
  'content/arguments/c.yaml': { claim: 'The fox jumps.', recurs: false },
  'content/sources/a.yaml': source('As it was'),
  'seeds/a.txt': paragraphs('It begins.'),
});
const file = (name) => path.join(root, name);
const put = (name, content) => writeFileSync(file(name), typeof content === 'string' ? content : JSON.stringify(content));

let server;
let browser;
let page;
let home;
before(async () => {
  server = await serving(root);
  home = server.home;
  browser = await launch();
  page = await watched(await open(browser), new URL('/', home).href);
  await page.goto(`${home}sources/a.html`);
});
after(async () => {
  await browser.close();
  await server.end();
});

const faults = () => page.locator('throughline-faults');
const top = () => page.evaluate(() => document.querySelector('mark').getBoundingClientRect().top);

test('an edit shows, and the passage in view stays where it is', async () => {
  assert.ok(home.endsWith('/some/project/'), home);
  await page.evaluate(() => document.querySelector('mark').scrollIntoView({ block: 'center', behavior: 'instant' }));
  const before = await top();
  put('seeds/a.txt', paragraphs(['It begins anew.', ...Array.from({ length: 9 }, (_, n) => `New words ${n}.`)].join('\n\n')));
  await page.getByText('It begins anew.').waitFor({ state: 'attached' });
  await page.waitForFunction((y) => Math.abs(document.querySelector('mark').getBoundingClientRect().top - y) < 3, before);
});

test('a style sheet changes without a reload', async () => {
  await page.evaluate(() => { window.same = true; });
  const sheet = readFileSync(new URL('../../templates/assets/text.css', import.meta.url), 'utf8');
  mkdirSync(file('templates/assets'), { recursive: true });
  put('templates/assets/text.css', `${sheet}\nmark { outline: 7px solid rgb(1, 2, 3) }\n`);
  await page.waitForFunction(() => getComputedStyle(document.querySelector('mark')).outlineWidth === '7px');
  assert.equal(await page.evaluate(() => window.same), true);
});

test('what is wrong lies over the page, can be hidden by key, and goes when it is mended', async () => {
  put('content/sources/a.yaml', 'seed: a.txt\ntitle: [\n');
  await faults().waitFor();
  const words = await faults().locator('ol').innerText();
  assert.match(words, /content\/sources\/a\.yaml:\d/);
  assert.match(words, /title: \[/);
  assert.ok(await page.getByText('It begins anew.').count(), 'the page is as it was');
  assert.deepEqual(await axe(page, { within: 'throughline-faults' }), []);
  await page.keyboard.press('Escape');
  await faults().waitFor({ state: 'detached' });
  // Another fault is shown again; its button is reached and pressed with the keyboard alone.
  put('content/sources/a.yaml', 'seed: b.txt\ntitle: B\n');
  await faults().waitFor();
  await page.locator('throughline-faults button').focus();
  await page.keyboard.press('Enter');
  await faults().waitFor({ state: 'detached' });
  put('content/sources/a.yaml', 'seed: c.txt\ntitle: C\n');
  await faults().waitFor();
  put('content/sources/a.yaml', source('Mended'));
  await page.getByRole('heading', { name: 'Mended' }).waitFor();
  assert.equal(await faults().count(), 0);
  assert.deepEqual(page.problems, []);
});
