// The map: boxes are links in the order of the picture, its focus can be seen, it scrolls inside
// itself, and what tells its lines and topics apart is not their colour.

import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { overflow } from './browser.mjs';
import { build, hard, large } from './dossiers.mjs';
import { visits } from './visits.mjs';

const sites = { hard: build(hard()), large: build(large()) };
const visit = visits();
/** Opens a page from the disk. */
const on = (name, where, width, act) => visit(pathToFileURL(path.join(sites[name], where)).href, act, { width });

test('a box is reached by keyboard, in order, is seen to be, and leads to its argument', () => on('hard', 'map.html', 1440, async (page) => {
  await page.locator('.scroll').focus();
  const places = [];
  for (let n = 0; n < 6; n += 1) {
    await page.keyboard.press('Tab');
    places.push(await page.evaluate(() => {
      const rect = document.activeElement.querySelector('rect');
      return { x: Number(rect.getAttribute('x')), y: Number(rect.getAttribute('y')), stroke: getComputedStyle(rect).strokeWidth };
    }));
  }
  for (const [n, place] of places.entries()) {
    assert.equal(place.stroke, '3px');
    const before = places[n - 1];
    if (before) assert.ok(place.x > before.x || (place.x === before.x && place.y > before.y), `${JSON.stringify([before, place])}`);
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/arguments\/argument-\d+\.html$/);
}));

test('words stay in their boxes, also the longest', () => on('hard', 'map.html', 1440, async (page) => {
  const out = await page.evaluate(() => [...document.querySelectorAll('.map a')].filter((link) => {
    const [box, text] = [link.querySelector('rect').getBoundingClientRect(), link.querySelector('text').getBoundingClientRect()];
    return text.left < box.left || text.right > box.right || text.top < box.top || text.bottom > box.bottom;
  }).map((link) => link.textContent));
  assert.deepEqual(out, []);
}));

test('kinds of lines differ in their dashes and heads, and every topic has a letter', () => on('hard', 'map.html', 1440, async (page) => {
  const look = await page.evaluate(() => ['supports', 'attacks'].map((kind) => {
    const line = document.querySelector(`.map g > .${kind}`);
    const head = document.querySelector(`marker .${kind}`);
    return [getComputedStyle(line).strokeDasharray, getComputedStyle(head).fill];
  }));
  assert.notEqual(look[0][0], look[1][0]);
  assert.notEqual(look[0][1], look[1][1]);
  const letters = await page.locator('.topic-key .number').allInnerTexts();
  assert.equal(new Set(letters).size, 10);
}));

test('on a phone the picture scrolls inside itself, from topic to topic', () => on('large', 'map.html', 390, async (page) => {
  await page.locator('.map a').first().click();
  await page.waitForURL(/map\/topics\/topic-\d\.html$/);
  assert.equal(await overflow(page), null);
  const [inside, outside] = await page.locator('.scroll').evaluate((node) => [node.scrollWidth, node.clientWidth]);
  assert.ok(inside > outside);
}));
