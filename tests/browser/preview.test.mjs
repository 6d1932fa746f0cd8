// Previews: what a link within the site leads to, seen before it is followed.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { faults } from './browser.mjs';
import { index } from './disk.mjs';
import { WITHHELD, build, hard, own } from './dossiers.mjs';
import { visits } from './visits.mjs';

const site = build(own);
const { passages, arguments: claims, sources, people } = index(site);
const difficult = build(hard());
const on = visits({ '/some/project/': site, '/hard/': difficult });
const shown = async (page) => {
  const box = page.locator('.preview');
  await box.waitFor({ state: 'visible' });
  return (await box.innerText()).replace(/\s+/g, ' ');
};
const link = (page, href) => page.locator(`main a[href="${href}"]`).first();

for (const [name, base] of [['under a project path', ''], ['from a disk', `${pathToFileURL(site).href}/`]]) {
  describe(name, () => {
    test('an argument shows its claim and its stances', () => on(`${base}matrix.html`, async (page) => {
      const { path, claim } = claims[0];
      await link(page, path).hover();
      const words = await shown(page);
      assert.ok(words.includes(claim), words);
      assert.match(words, /supports \d+ passage/);
    }));

    test('a passage shows its paragraph, with the passage lit', () => on(`${base}index.html`, async (page) => {
      const href = await page.locator('.matrix td a').first().getAttribute('href');
      const passage = passages.find(({ path }) => path === href);
      await link(page, href).hover();
      const words = await shown(page);
      const lit = await page.locator('.preview .lit').allInnerTexts();
      const flat = (text) => text.replace(/\s+/g, ' ').trim();
      assert.ok(words.includes(sources.find(({ id }) => id === passage.source).title));
      assert.ok(flat(lit.join(' ')).startsWith(flat(passage.quote).slice(0, 40)), lit.join(' '));
      assert.ok(await page.locator('.preview .lit').first().isVisible());
    }));

    test('a source shows its card, a person their role', () => on(`${base}sources/index.html`, async (page) => {
      const { path, title } = sources[0];
      await link(page, `../${path}`).hover();
      const words = await shown(page);
      assert.ok(words.includes(title) && words.includes('Rights'), words);
    }));

    test('a person shows who they are', () => on(`${base}people/index.html`, async (page) => {
      await link(page, `../${people[0].path}`).hover();
      assert.ok((await shown(page)).includes(people[0].name));
    }));
  });
}

test('with the keyboard: it comes with the focus, Escape takes it, the focus stays', () => on('matrix.html', async (page) => {
  const target = link(page, claims[1].path);
  await link(page, claims[0].path).focus();
  await page.keyboard.press('Tab');
  for (let n = 0; n < 40 && !await target.evaluate((node) => node === document.activeElement); n += 1) await page.keyboard.press('Tab');
  assert.ok((await shown(page)).includes(claims[1].claim));
  assert.equal(await target.getAttribute('aria-describedby'), 'throughline-preview');
  assert.deepEqual(await faults(page), []);
  await page.keyboard.press('Escape');
  await page.locator('.preview').waitFor({ state: 'hidden' });
  assert.ok(await target.evaluate((node) => node === document.activeElement));
  assert.equal(await target.getAttribute('aria-describedby'), null);
  assert.equal(await page.locator('iframe').count(), 0, 'no frame is left behind');
}));

test('the pointer may go from the link onto its preview, and the preview goes when it leaves', () => on('matrix.html', async (page) => {
  await link(page, claims[0].path).hover();
  await shown(page);
  const { x, y, width, height } = await page.locator('.preview').boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 8 });
  assert.ok(await page.locator('.preview').isVisible());
  await page.mouse.move(2, 2);
  await page.locator('.preview').waitFor({ state: 'hidden' });
}));

test('a passage on the same page needs no request, and its copy names nothing twice', () => on(sources[0].path, async (page) => {
  const requests = [];
  page.on('request', (request) => { if (!request.url().endsWith('.svg')) requests.push(request.url()); });
  await page.locator('.met .first').first().hover();
  await shown(page);
  assert.deepEqual(requests, []);
  const twice = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
    return ids.filter((id, n) => ids.indexOf(id) !== n);
  });
  assert.deepEqual(twice, []);
}));

test('going back leads back: a preview leaves no trace in the history', () => on('matrix.html', async (page) => {
  const before = await page.evaluate(() => history.length);
  for (const { path } of claims.slice(0, 3)) {
    await page.mouse.move(2, 2);
    await page.locator('.preview').waitFor({ state: 'hidden' });
    await link(page, path).hover();
    await page.waitForFunction((claim) => document.querySelector('.preview').innerText.includes(claim), claims.find((one) => one.path === path).claim);
  }
  assert.equal(await page.evaluate(() => history.length), before);
}));

test('a finger has none', () => on('matrix.html', async (page) => {
  await page.evaluate(() => document.querySelector('main a').dispatchEvent(new PointerEvent('pointerover', { pointerType: 'touch', bubbles: true })));
  await page.waitForTimeout(600);
  assert.ok(!await page.locator('.preview').isVisible());
}, { hasTouch: true }));

test('what is withheld is in no preview', () => on('/hard/arguments/argument-3.html', async (page) => {
  for (const href of ['../sources/linked.html', '../sources/excerpted.html#shown']) {
    await page.locator('.preview').waitFor({ state: 'hidden' });
    await link(page, href).hover();
    await page.waitForFunction((part) => document.querySelector('.preview').innerText.includes(part), href.includes('linked') ? 'Only linked to' : 'Published in excerpts');
    const html = await page.locator('.preview').innerHTML();
    for (const [what, word] of Object.entries(WITHHELD)) assert.ok(!html.includes(word), `${what} in ${href}`);
    await page.mouse.move(2, 2);
  }
}));
