// The cross-reference index of a large dossier: who says it and who denies it in two clicks, the
// matrix by keyboard, its heads in sight, all of it without the script.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { index } from './disk.mjs';
import { build, large, own } from './dossiers.mjs';
import { visits } from './visits.mjs';

const site = build(large());
const { passages } = index(site);
const on = visits({ '/some/project/': site, '/own/': build(own) });

for (const javaScriptEnabled of [true, false]) {
  test(`who says it, and who denies it, in two clicks${javaScriptEnabled ? '' : ', without the script'}`, () => on('arguments/index.html', async (page) => {
    await page.locator('.claim a').first().click();
    await page.waitForURL(/argument-0\.html$/);
    const denies = page.locator('.voices > div').filter({ hasText: 'disputes' });
    await denies.locator('a').first().click();
    await page.waitForURL(/#source-/);
    const group = page.locator(`[id="${decodeURIComponent(new URL(page.url()).hash.slice(1))}"]`);
    assert.ok(await group.locator('blockquote').first().isVisible());
    assert.ok((await group.locator('.quote.disputes').count()) > 0);
    const top = (await group.boundingBox()).y;
    assert.ok(top >= 0 && top < 1000, `the words are in sight: ${top}`);
  }, { javaScriptEnabled }));

  test(`a cell leads to exactly what it counts${javaScriptEnabled ? '' : ', without the script'}`, () => on('matrix.html', async (page) => {
    const cell = page.locator('tbody tr:not(.topic)').first().locator('td a').nth(2);
    const text = await cell.innerText();
    const count = text.match(/\d+/g).reduce((sum, n) => sum + Number(n), 0);
    await cell.click();
    await page.waitForURL(/#argument-/);
    const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
    const listed = page.locator('section.listed').filter({ has: page.locator(`[id="${id}"]`) }).locator('li');
    assert.equal(await listed.count(), count);
  }, { javaScriptEnabled }));
}

test('in an overview the arrows go from cell to cell', () => on('matrix/publishers.html', async (page) => {
  const at = () => page.evaluate(() => {
    const cell = document.activeElement.closest('td, th');
    return cell && [cell.parentElement.rowIndex, cell.cellIndex];
  });
  await page.locator('tbody th[scope="row"] a').first().focus();
  const [row] = await at();
  await page.keyboard.press('ArrowRight');
  const [, first] = await at();
  assert.ok(first > 0);
  await page.keyboard.press('ArrowUp');
  assert.deepEqual(await at(), [0, first], 'the head of the column is a way to all of its passages');
  await page.keyboard.press('End');
  assert.ok((await at())[1] > 10);
  await page.keyboard.press('ArrowDown');
  assert.ok((await at())[0] >= row);
  await page.keyboard.press('Enter');
  await page.waitForURL(/matrix\/publishers\/.*#argument-/);
}));

test('the heads of rows and columns stay in sight', () => on('matrix.html', async (page) => {
  const box = page.locator('.scroll');
  await box.evaluate((node) => node.scrollTo(node.scrollWidth, node.scrollHeight));
  const seen = await page.evaluate(() => {
    const outer = document.querySelector('.scroll').getBoundingClientRect();
    const of = (selector) => [...document.querySelectorAll(selector)].at(-1).getBoundingClientRect();
    return { outer, head: of('thead th'), row: of('tbody th[scope="row"]') };
  });
  assert.ok(Math.abs(seen.head.top - seen.outer.top) < 2, 'the first row');
  assert.ok(Math.abs(seen.row.left - seen.outer.left) < 2, 'the first column');
}));

test('the arrows go down a table that is little longer than the window, and its heads stay', () => on('/own/matrix.html', async (page) => {
  await page.locator('.matrix td a').first().focus();
  for (let n = 0; n < 25; n += 1) await page.keyboard.press('ArrowDown');
  const seen = await page.evaluate(() => [document.querySelector('.matrix thead th'), document.activeElement].map((node) => node.getBoundingClientRect().toJSON()));
  const [head, cell] = seen;
  assert.ok(head.top >= 0 && head.bottom < cell.top && cell.bottom <= 1000, JSON.stringify(seen));
}));

test('what may be on another page of a list is a search away', () => on('sources/index.html', async (page) => {
  await page.getByRole('searchbox', { name: 'Find' }).fill('publisher 7');
  await page.locator('.filters').getByRole('link', { name: 'Search' }).click();
  await page.waitForURL(/search\.html\?q=publisher\+7$/);
}));

test('the timeline tells where an argument is first seen, and breaks its axis', () => on('timeline.html', async (page) => {
  assert.match(await page.locator('main > p.small').innerText(), /1969.*2001/);
  const first = page.locator('.firsts a').first();
  const path = (await first.getAttribute('href')).split('#');
  assert.ok(passages.some((one) => one.path === path.join('#')));
  await page.getByRole('link', { name: '2020', exact: true }).click();
  await page.waitForURL(/timeline\.html#t-2020/);
}));
