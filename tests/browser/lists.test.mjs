// Lists: narrowed and sorted in place, with the address as the memory of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { index } from './disk.mjs';
import { build, own, write } from './dossiers.mjs';
import { visits } from './visits.mjs';

const site = build(own);
const { arguments: all, passages, sources } = index(site);
const parted = build(write({
  'content/dossier.yaml': { title: 'Parted', topics: [{ id: 'run', label: 'Running' }] },
  ...Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`content/arguments/a${n}.yaml`, { claim: `Claim ${n}.`, ...(n < 4 && { topic: 'run' }) }])),
  'seeds/a.txt': 'Words.\n',
  'content/sources/a.yaml': { seed: 'a.txt', title: 'A' },
}));
const on = visits({ '/some/project/': site, '/parted/': parted });

/** The ids of the rows in sight, in their order. */
const shown = (page) => page.evaluate(() => [...document.querySelectorAll('.entry')]
  .filter((row) => row.checkVisibility())
  .map((row) => row.querySelector('.claim a, .entry-title a').getAttribute('href').split('/').at(-1).replace('.html', '')));
const said = (page) => page.locator('.filters output').innerText();
const stanceOf = (argument, stance) => passages
  .flatMap((passage) => passage.arguments)
  .filter((one) => one.id === argument && one.stance === stance).length;

test('words, stances and topics narrow the arguments, and the address remembers', () => on('arguments/index.html', async (page) => {
  assert.equal((await shown(page)).length, all.length);
  await page.getByRole('searchbox', { name: 'Find' }).fill('RUSSIA chína');
  const both = all.filter(({ claim }) => /russia/i.test(claim) && /china/i.test(claim)).map(({ id }) => id);
  assert.ok(both.length > 0 && both.length < all.length);
  for (const id of both) assert.ok((await shown(page)).includes(id), id);
  assert.equal(await said(page), `${(await shown(page)).length} / ${all.length}`);

  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('combobox', { name: 'Stance', exact: true }).selectOption('disputes');
  const disputed = all.filter(({ id }) => stanceOf(id, 'disputes')).map(({ id }) => id);
  assert.deepEqual((await shown(page)).sort(), disputed.sort());

  await page.getByRole('combobox', { name: 'Topic', exact: true }).selectOption({ index: 1 });
  const before = await shown(page);
  assert.ok(before.length < disputed.length);
  assert.equal(await page.locator('h2:visible').count(), 1);
  const address = page.url();
  assert.match(address, /\?topic=.+&stance=disputes$/);
  await page.goto(on.address());
  await page.goto(address);
  assert.deepEqual(await shown(page), before);
}));

test('arguments are sorted by what is asked for, and come home again', () => on('arguments/index.html', async (page) => {
  const home = await shown(page);
  await page.getByRole('combobox', { name: 'Order', exact: true }).selectOption('disputed');
  const counts = (await shown(page)).map((id) => stanceOf(id, 'disputes'));
  assert.deepEqual(counts, [...counts].sort((a, b) => b - a));
  assert.ok(counts[0] > 0);
  assert.equal(await page.locator('h2:visible').count(), 0);
  await page.getByRole('combobox', { name: 'Order', exact: true }).selectOption('label');
  const claims = await page.locator('.entry .claim').allInnerTexts();
  assert.deepEqual(claims, [...claims].sort(new Intl.Collator('en', { numeric: true }).compare));
  await page.getByRole('button', { name: 'Show all' }).click();
  assert.deepEqual(await shown(page), home);
  assert.equal(page.url(), on.address('arguments/index.html'));
}));

test('sources are narrowed and sorted', () => on('sources/index.html', async (page) => {
  const home = await shown(page);
  await page.getByRole('combobox', { name: 'Order', exact: true }).selectOption('newest');
  const dated = sources.filter(({ date }) => date).length;
  assert.deepEqual((await shown(page)).slice(0, dated), home.slice(0, dated).reverse());
  const { publisher, id } = sources.find((source) => source.publisher);
  await page.getByRole('combobox', { name: 'Publisher', exact: true }).selectOption(publisher);
  assert.deepEqual(await shown(page), [id]);
}));

test('what the address asks for in vain does no harm', () => on('arguments/index.html?order=<b>&topic=none&keys=1&__proto__=x', async (page) => {
  assert.equal((await shown(page)).length, all.length);
}));

test('without the script the lists are whole, and have no dead controls', () => on('arguments/index.html', async (page) => {
  assert.equal((await shown(page)).length, all.length);
  assert.equal(await page.locator('.filters').isVisible(), false);
}, { javaScriptEnabled: false }));

test('what has no topic can be chosen as well', () => on('/parted/arguments/index.html', async (page) => {
  await page.getByRole('combobox', { name: 'Topic', exact: true }).selectOption({ label: 'Other arguments (2)' });
  assert.deepEqual(await shown(page), ['a4', 'a5']);
  await page.reload();
  assert.deepEqual(await shown(page), ['a4', 'a5']);
}));
