// With the keyboard alone: everything is reached, focus is seen, and it comes back.

import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { launch, open, watched } from './browser.mjs';
import { index } from './disk.mjs';
import { build, own } from './dossiers.mjs';
import { serve } from './server.mjs';

const site = build(own);
const { sources, passages } = index(site);
// The source with most passages.
const count = (id) => passages.filter(({ source }) => source === id).length;
const source = [...sources].sort((a, b) => count(b.id) - count(a.id))[0];

let browser;
let server;
let base;
let context;
let page;
before(async () => {
  browser = await launch();
  server = await serve({ '/some/project/': site });
  base = `${server.origin}/some/project/`;
});
after(async () => {
  await browser.close();
  await server.close();
});
beforeEach(async () => {
  context = await open(browser);
  page = await watched(context, base);
  await page.goto(base + source.path);
});
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await context.close();
});

const hash = () => page.evaluate(() => decodeURIComponent(location.hash.slice(1)));
const lit = () => page.evaluate(() => [...new Set([...document.querySelectorAll('.lit[data-passage]')].map((node) => node.dataset.passage))]);

/** Waits until the script has heard of the address: the event that tells of it comes later. */
const arrived = () => page.waitForFunction(() => {
  const id = decodeURIComponent(location.hash.slice(1));
  return document.getElementById(id)?.classList.contains('lit');
});

const inOrder = () => page.evaluate(() => [...document.querySelectorAll('mark[id]')].map(({ id }) => id));

/** Where focus is, and whether somebody could see it. */
const focus = () => page.evaluate(() => {
  const node = document.activeElement;
  const { left, right, top, bottom, width, height } = node.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  const around = document.querySelectorAll('a, button, summary, input, [tabindex="0"]');
  return {
    at: [...around].indexOf(node),
    what: node.outerHTML.slice(0, 140),
    href: node.getAttribute('href'),
    back: node.classList.contains('back') ? node.closest('.note').id.slice(2) : null,
    body: node === document.body,
    outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    inSight: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && width > 0 && height > 0,
  };
});

test('Tab reaches every reference and every note, in the order of the text, and shows where it is', async () => {
  const order = await inOrder();
  const refs = [];
  const backs = [];
  const wrong = [];
  await page.keyboard.press('Tab');
  assert.equal((await focus()).href, '#content', 'the first stop skips to the text');
  let last = -1;
  for (let n = 0; n < 2000; n += 1) {
    const now = await focus();
    if (now.body) break;
    if (!now.outlined) wrong.push(`not outlined: ${now.what}`);
    if (!now.inSight) wrong.push(`out of sight: ${now.what}`);
    if (now.at <= last) wrong.push(`out of order: ${now.what}`);
    last = now.at;
    if (now.href?.startsWith('#n-')) refs.push(now.href.slice(3));
    if (now.back) backs.push(now.back);
    await page.keyboard.press('Tab');
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual([...refs].sort(), [...order].sort(), 'references');
  assert.deepEqual([...backs].sort(), [...order].sort(), 'notes');
});

test('Enter on a reference goes to its note, Enter on the note back to the passage', async () => {
  const id = (await inOrder())[2];
  await page.locator(`a.ref[href="#n-${id}"]`).focus();
  await page.keyboard.press('Enter');
  assert.equal(await hash(), `n-${id}`);
  await page.keyboard.press('Tab');
  assert.equal((await focus()).back, id, 'focus goes on in the note');
  await page.keyboard.press('Enter');
  assert.equal(await hash(), id);
  await page.keyboard.press('Tab');
  const { href } = await focus();
  assert.equal(href, `#n-${id}`, 'focus goes on at the passage');
});

test('n and p go through the passages and stop at both ends', async () => {
  const order = await inOrder();
  for (const id of order) {
    await page.keyboard.press('n');
    assert.equal(await hash(), id);
  }
  await page.keyboard.press('n');
  assert.equal(await hash(), order.at(-1), 'n at the last one stays');
  await page.keyboard.press('p');
  assert.equal(await hash(), order.at(-2));
  await arrived();
  assert.deepEqual(await lit(), [order.at(-2)], 'only the passage gone to is lit');
  await page.evaluate(() => scrollTo(0, 0));
  await page.keyboard.press('p');
  assert.equal(await hash(), order[0], 'p above the first one goes to the first');
});

test('] and [ follow an argument across sources and come back', async () => {
  // A passage whose thread goes on in another source.
  const start = await page.evaluate(() => {
    for (const mark of document.querySelectorAll('mark[id]')) {
      const thread = document.getElementById(`n-${mark.id}`).querySelector('.thread');
      const next = thread?.querySelector('a[rel="next"]');
      if (next && new URL(next.href).pathname !== location.pathname) return { id: mark.id, next: next.href, argument: thread.querySelector('.argument-ref').pathname.split('/').pop() };
    }
    return null;
  });
  assert.ok(start, 'a thread that leads to another source');
  await page.goto(`${base}${source.path}#${start.id}`);
  // Within a page the address changes before the page knows of it.
  await page.locator(`mark.lit[id="${start.id}"]`).waitFor();
  await page.keyboard.press(']');
  await page.waitForURL(start.next);
  const back = await page.evaluate(({ argument }) => {
    const id = decodeURIComponent(location.hash.slice(1));
    return document.querySelector(`#n-${CSS.escape(id)} .thread:has(.argument-ref[href$="/${argument}"]) a[rel="prev"]`)?.href;
  }, start);
  assert.equal(back, `${base}${source.path}#${start.id}`, 'the next one\'s previous one');
  await page.keyboard.press('[');
  await page.waitForURL(back);
});

test('a whole argument can be walked with ] from its first passage to its last', async () => {
  const walked = passages.filter((passage) => passage.arguments.some(({ id }) => id === index(site).arguments[0].id));
  const argument = index(site).arguments[0].id;
  const visited = new Set();
  const firsts = walked.map(({ path }) => path);
  // Begin at the one that has no previous one.
  let start;
  for (const path of firsts) {
    await page.goto(base + path);
    const previous = await page.evaluate((name) => {
      const id = decodeURIComponent(location.hash.slice(1));
      return Boolean(document.querySelector(`#n-${CSS.escape(id)} .thread:has(.argument-ref[href$="/${name}.html"]) a[rel="prev"]`));
    }, argument);
    if (!previous) start = path;
  }
  await page.goto(base + start);
  await page.evaluate((name) => sessionStorage.setItem('throughline-argument', `${name}.html`), argument);
  for (let n = 0; n < walked.length; n += 1) {
    visited.add(page.url().slice(base.length));
    const next = await page.evaluate((name) => {
      const id = decodeURIComponent(location.hash.slice(1));
      return document.querySelector(`#n-${CSS.escape(id)} .thread:has(.argument-ref[href$="/${name}.html"]) a[rel="next"]`)?.href;
    }, argument);
    if (!next) break;
    await page.keyboard.press(']');
    await page.waitForURL(next);
    await arrived();
  }
  assert.deepEqual([...visited].sort(), firsts.sort());
});

test('? shows the keys, Escape closes them, and focus comes back', async () => {
  const link = page.locator('main a').nth(3);
  await link.focus();
  const before = (await focus()).at;
  await page.keyboard.press('?');
  assert.ok(await page.locator('#keys').evaluate((dialog) => dialog.open && dialog.contains(document.activeElement)));
  const url = page.url();
  await page.keyboard.press('n');
  assert.equal(page.url(), url, 'keys do nothing behind the dialog');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#keys').evaluate((dialog) => dialog.open), false);
  assert.equal((await focus()).at, before);
});

test('single-letter keys can be turned off, which is remembered, and on again', async () => {
  await page.keyboard.press('?');
  await page.locator('[data-keys-on]').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  assert.equal(await hash(), '', 'off');
  await page.reload();
  await page.keyboard.press('n');
  assert.equal(await hash(), '', 'off on the next page too');
  await page.keyboard.press('?');
  assert.equal(await page.locator('#keys').evaluate((dialog) => dialog.open), false, 'and ? is such a key');
  await page.locator('[data-keys]').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-keys-on]').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  assert.ok((await inOrder()).includes(await hash()), 'on');
});

test('keys with Ctrl, Alt or Meta stay the browser\'s', async () => {
  for (const chord of ['Control+n', 'Alt+n', 'Meta+n', 'Control+p']) {
    await page.evaluate((keys) => {
      const [modifier, key] = keys.split('+');
      document.body.dispatchEvent(new KeyboardEvent('keydown', {
        key, bubbles: true, cancelable: true,
        ctrlKey: modifier === 'Control', altKey: modifier === 'Alt', metaKey: modifier === 'Meta',
      }));
    }, chord);
    assert.equal(await hash(), '', chord);
  }
});

test('on an argument\'s page n goes from passage to passage', async () => {
  await page.goto(base + index(site).arguments[0].path);
  const total = await page.locator('.quote').count();
  for (let n = 0; n < total; n += 1) {
    await page.keyboard.press('n');
    const at = await page.evaluate(() => [...document.querySelectorAll('.quote')].indexOf(document.activeElement.closest('.quote')));
    assert.equal(at, n);
    assert.ok((await focus()).inSight);
  }
});

test('in the matrix the arrows go from cell to cell, over those that are empty', async () => {
  await page.goto(`${base}matrix.html`);
  const at = () => page.evaluate(() => {
    const cell = document.activeElement.closest('td, th');
    return cell && [cell.parentElement.rowIndex, cell.cellIndex];
  });
  // The links of every row, by the cells that they stand in.
  const table = await page.evaluate(() => [...document.querySelector('.matrix').rows].map((row) => [...row.cells].map((cell) => Boolean(cell.querySelector('a')))));
  const first = table.findIndex((row) => row.length > 2 && row[0]);
  await page.evaluate((row) => document.querySelector('.matrix').rows[row].cells[0].querySelector('a').focus(), first);
  await page.keyboard.press('ArrowRight');
  const second = table[first].indexOf(true, 1);
  assert.deepEqual(await at(), [first, second]);
  await page.keyboard.press('End');
  assert.deepEqual(await at(), [first, table[first].lastIndexOf(true)]);
  await page.keyboard.press('ArrowRight');
  assert.deepEqual(await at(), [first, table[first].lastIndexOf(true)]);
  await page.keyboard.press('Home');
  assert.deepEqual(await at(), [first, 0]);
  await page.keyboard.press('ArrowDown');
  const below = table.findIndex((row, n) => n > first && row[0]);
  assert.deepEqual(await at(), [below, 0]);
  await page.keyboard.press('ArrowUp');
  assert.deepEqual(await at(), [first, 0]);
  await page.keyboard.press('Enter');
  await page.waitForURL(/arguments\//);
});
