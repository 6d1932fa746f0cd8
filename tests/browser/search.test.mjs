// Search: found, narrowed, followed to the words; by keyboard; and what stands in for it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { faults, launch } from './browser.mjs';
import { build, hard, WITHHELD, write } from './dossiers.mjs';
import { serve } from './server.mjs';
import { visits } from './visits.mjs';

const WORDS = 'Nothing else is to be said of it, day by day. '.repeat(8);
const site = build(write({
  'content/dossier.yaml': { title: 'Animals', topics: [{ id: 'run', label: 'Running' }] },
  'content/arguments/fox.yaml': { claim: 'The fox jumps <b>high</b>.', label: 'High jumps', topic: 'run' },
  'content/arguments/hare.yaml': { claim: 'The hare waits.', topic: 'run', recurs: false },
  'seeds/en.txt': `A first paragraph.\n\n${WORDS}\n\n“Foxes,” they say, <i>have jumped</i> here.\n`,
  'content/sources/en.yaml': {
    seed: 'en.txt', title: 'In English', publisher: 'The Fox Post', date: '2024-05-01',
    passages: [{ quote: 'have jumped', arguments: { fox: 'supports' }, speaker: 'Ann Foxley' }],
  },
  'seeds/ru.txt': 'Лисица бежит.\n\nО санкциях говорят все.\n',
  'content/sources/ru.yaml': {
    seed: 'ru.txt', title: 'По-русски', language: 'ru', date: 2023,
    passages: [{ quote: 'Лисица бежит', arguments: { fox: 'disputes', hare: 'reports' } }],
  },
  'content/pages/method.md': '---\ntitle: Method\n---\nHow foxes were counted.\n',
}));
const on = visits({ '/some/project/': site });

const found = async (page, words) => {
  await page.getByRole('searchbox', { name: 'Search for' }).fill(words);
  await page.getByRole('status').filter({ hasText: 'Results' }).waitFor();
  await page.locator('.found[aria-busy=false]').waitFor({ state: 'attached' });
  return titles(page);
};
const titles = (page) => page.locator('.found[aria-busy=false] .entry-title').allInnerTexts();
const count = (page, n) => page.getByRole('status').filter({ hasText: new RegExp(`^Results: ${n}$`) }).waitFor();

test('a word is found in every form and by its beginning, and its result leads to the paragraph, where it is marked', () => on('search.html', async (page) => {
  assert.deepEqual((await found(page, 'fox')).sort(), ['Ann Foxley', 'High jumps', 'In English', 'Method']);
  const place = page.locator('.found li', { hasText: 'In English' }).locator('ul a');
  assert.equal(await place.locator('b').innerText(), '¶\u00a03');
  assert.match(await place.innerText(), /“Foxes,” they say, <i>have jumped<\/i> here\./);
  assert.deepEqual(await place.locator('mark').allInnerTexts(), ['Foxes']);
  await place.click();
  await page.waitForFunction(() => CSS.highlights.get('words'));
  assert.equal(new URL(page.url()).hash, '#p3');
  const marked = await page.evaluate(() => [...CSS.highlights.get('words')].map((range) => `${range} ${range.startContainer.parentElement.closest('[id]').id}`));
  assert.ok(marked.includes('Foxes p3'), marked.join());
  await page.getByRole('status').getByRole('button', { name: 'Remove the marks' }).click();
  assert.equal(await page.evaluate(() => CSS.highlights.size), 0);
  assert.equal(page.url(), on.address('sources/en.html#p3'));
}));

test('each language is searched with its own endings', () => on('search.html', async (page) => {
  assert.deepEqual(await found(page, 'санкции'), ['По-русски']);
  const quote = page.locator('.found ul a span').first();
  assert.equal(await quote.getAttribute('lang'), 'ru');
}));

test('filters narrow, and the address remembers them', () => on('search.html', async (page) => {
  await found(page, 'fox');
  await page.getByRole('combobox', { name: 'What', exact: true }).selectOption('argument');
  await count(page, 1);
  assert.deepEqual(await titles(page), ['High jumps']);
  await page.reload();
  await count(page, 1);
  assert.equal(await page.getByRole('searchbox').inputValue(), 'fox');
  await page.getByRole('combobox', { name: 'What', exact: true }).selectOption('source');
  await page.getByRole('searchbox').fill('');
  await page.getByRole('combobox', { name: 'Year', exact: true }).selectOption('2023');
  // The count was 1 before as well.
  await page.locator('.found a', { hasText: 'По-русски' }).waitFor();
  await count(page, 1);
  assert.deepEqual(await titles(page), ['По-русски'], 'a filter alone lists what it leaves');
}));

test('ten results are shown, and further ones when asked for', async (t) => {
  const seeds = Array.from({ length: 13 }, (_, n) => [[`seeds/${n}.txt`, 'A vole digs.'], [`content/sources/s${n}.yaml`, { seed: `${n}.txt`, title: `Vole ${n}` }]]);
  const server = await serve({ '/': build(write({ 'content/dossier.yaml': { title: 'Voles' }, ...Object.fromEntries(seeds.flat()) })) });
  const browser = await launch();
  t.after(() => Promise.all([browser.close(), server.close()]));
  const page = await browser.newPage();
  await page.goto(`${server.origin}/search.html`);
  const further = page.getByRole('button', { name: 'More results' });
  assert.equal((await found(page, 'vole')).length, 10);
  await further.click();
  await page.waitForFunction(() => document.querySelectorAll('.found > li').length === 13);
  assert.equal(new Set(await titles(page)).size, 13);
  assert.ok(await page.locator('.found > li').nth(10).locator('.entry-title a').evaluate((link) => link === document.activeElement));
  assert.equal(await further.count(), 0);
  await page.getByRole('searchbox').fill('vole 7');
  await count(page, 1);
  assert.equal(await page.locator('.found > li').count(), 1);
});

test('the keyboard alone goes there and through it', () => on('sources/ru.html', async (page) => {
  await page.keyboard.press('/');
  await page.waitForURL(on.address('search.html'));
  await page.waitForFunction(() => document.activeElement.name === 'q');
  await page.keyboard.type('waits');
  await page.keyboard.press('Enter');
  await count(page, 1);
  const facets = await page.locator('.finder select').count();
  // From the words, past the button and the filters.
  for (let n = 0; n <= facets + 1; n += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL(/arguments\/hare\.html/);
}));

test('nobody is kept out', async () => {
  for (const scheme of ['light', 'dark']) {
    await on('search.html?q=fox', async (page) => {
      await count(page, '\\d+');
      assert.deepEqual(await faults(page), []);
      await page.locator('.found ul a').first().click();
      await page.getByRole('button', { name: 'Remove the marks' }).waitFor();
      assert.deepEqual(await faults(page, { within: '.words-marked' }), []);
    }, { colorScheme: scheme });
  }
});

test('from a disk, the page lists everything, and can be narrowed', () => on(`file://${site}/search.html?q=fox`, async (page) => {
  await page.getByText('Nothing can be searched here').waitFor();
  assert.equal(await page.getByRole('searchbox', { name: 'Search for' }).count(), 0);
  assert.equal(await page.getByRole('searchbox', { name: 'Find' }).inputValue(), 'fox');
  assert.deepEqual(await page.locator('.all .entry:visible a').allInnerTexts(), ['In English', 'Ann Foxley']);
  await page.getByRole('combobox', { name: 'What', exact: true }).selectOption('person');
  assert.deepEqual(await page.locator('.all .entry:visible a').allInnerTexts(), ['Ann Foxley']);
}));

test('without JavaScript, the page lists everything', () => on('search.html', async (page) => {
  assert.equal(await page.locator('.all .entry:visible a').count(), 6);
  assert.equal(await page.locator('form:visible').count(), 0);
}, { javaScriptEnabled: false }));

test('where the index is missing, the list stands in for it', () => on('sources/en.html', async (page) => {
  await page.route('**/pagefind-entry.json*', (route) => route.abort());
  await page.goto(on.address('search.html?q=fox'));
  await page.getByText('Nothing can be searched here').waitFor();
  assert.ok(await page.locator('.all .entry:visible').count() > 0);
  // That it is missing is said in the console, too.
  assert.notDeepEqual(page.problems.splice(0), []);
}));

test('what is withheld is in no byte of the unpacked index', () => {
  const index = path.join(build(hard()), 'pagefind');
  let all = '';
  for (const name of readdirSync(index, { recursive: true }).filter((name) => /\.pf_|\.json$/.test(name))) {
    const bytes = readFileSync(path.join(index, name));
    all += bytes[0] === 0x1f ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
  }
  all = all.toLowerCase();
  assert.ok(all.includes('overlap') || all.includes('word1'), 'what is published is in it');
  for (const [where, word] of Object.entries(WITHHELD)) {
    // Its beginning is its stem in any language.
    assert.ok(!all.includes(word.toLowerCase().slice(0, 6)), `${where} can be found: ${word}`);
  }
});

test('words in quotation marks are found as they stand, each time', async (t) => {
  const server = await serve({ '/': build(write({
    'content/dossier.yaml': { title: 'Weather', language: 'en' },
    'seeds/a.txt': 'Storms – and the rain – came. The old well-known Storms and the rain again.\n\nStorm and the rain. THE RAIN’S end. It fell—two of them saw it—from 1914–1918.\n',
    'content/sources/a.yaml': { seed: 'a.txt', title: 'Of Snow and Ice', publisher: 'Bank of Fog' },
    'seeds/b.txt': 'The rains end; a storm and a rain.\n',
    'content/sources/b.yaml': { seed: 'b.txt', title: 'Second' },
    'seeds/c.txt': '中国的外交政策没有变化。政策外交，就像没有指针的钟—没有时间。\n',
    'content/sources/c.yaml': { seed: 'c.txt', title: '第三', language: 'zh' },
    'seeds/d.txt': 'On dit l’histoire du gardien.\n',
    'content/sources/d.yaml': { seed: 'd.txt', title: 'Quatrième', language: 'fr' },
    'seeds/e.md': 'Here are depen-\n  dent ﬁndings – of a self-\nMade man.\n',
    'content/sources/e.yaml': { seed: 'e.md', title: 'Fifth' },
  })) });
  const browser = await launch();
  t.after(() => Promise.all([browser.close(), server.close()]));
  const page = await browser.newPage();
  await page.goto(`${server.origin}/search.html`);
  for (const [words, ...expected] of [
    ['storms rain', 'Of Snow and Ice', 'Second'],
    ['"storms and the rain"', 'Of Snow and Ice'],
    ['„storm and the rain“', 'Of Snow and Ice'],
    ['"storms the rain"'],
    ['"rain again storm"'],
    ['"well-known storms"', 'Of Snow and Ice'],
    ['"known storms and"'],
    ['"the rain\'s end"', 'Of Snow and Ice', 'Second'],
    ['"snow and ice"', 'Of Snow and Ice'],
    ['« bank of fog »', 'Of Snow and Ice'],
    ['“外交政策”', '第三'],
    ['「没有变化，政策外交」', '第三'],
    ['“政策外交，没有”'],
    ['aardvark'],
    ['stormx', 'Of Snow and Ice', 'Second'],
    ['two them', 'Of Snow and Ice'],
    ['two aardvark'],
    ['well-known', 'Of Snow and Ice'],
    ['well-aardvark'],
    ['rain-storm', 'Of Snow and Ice', 'Second'],
    ['"two of them saw"', 'Of Snow and Ice'],
    ['"it fell—two of them"', 'Of Snow and Ice'],
    ['1918', 'Of Snow and Ice'],
    ['"histoire du gardien"', 'Quatrième'],
    ["l'histoire", 'Quatrième'],
    ['dependent', 'Fifth'],
    ['"made man"', 'Fifth'],
    ['"dependent findings"', 'Fifth'],
    ['“—”'],
    ['"'],
  ]) assert.deepEqual((await found(page, words)).sort(), expected, words);
  await found(page, 'a rain');
  assert.deepEqual(await page.locator('.found > li', { hasText: 'Second' }).locator('mark').allInnerTexts(), ['rains', 'a', 'a', 'rain'], 'and no “and”');
  await found(page, '"storms and the rain"');
  const places = page.locator('.found ul a');
  assert.deepEqual(await places.locator('b').allInnerTexts(), ['¶\u00a01']);
  await found(page, '"fell—two of them"');
  assert.match(await places.innerText(), /It fell—two of them saw it—from 1914–1918\./, 'as it stands');
  await found(page, '指针');
  assert.match(await places.innerText(), /没有指针的钟—没有时间。/);
  await found(page, '"storms and the rain"');
  assert.deepEqual(await places.locator('mark').allInnerTexts(), ['Storms', 'and', 'the', 'rain', 'Storms', 'and', 'the', 'rain'], 'not only the first');
  await places.click();
  await page.waitForFunction(() => CSS.highlights.get('words'));
  const marked = await page.evaluate(() => [...CSS.highlights.get('words')].map(String));
  assert.deepEqual(marked, ['Storms – and the rain', 'Storms and the rain']);
  await page.goto(`${server.origin}/search.html?q="dependent findings"`);
  await places.click();
  await page.waitForFunction(() => CSS.highlights.get('words'));
  assert.deepEqual(await page.evaluate(() => [...CSS.highlights.get('words')].map(String)), ['depen-\ndent ﬁndings']);
});

test('of a word that is everywhere some places are kept, and it is not fetched beside others', async (t) => {
  const contents = { 'content/dossier.yaml': { title: 'Of' } };
  for (let n = 0; n < 22; n += 1) {
    contents[`seeds/${n}.txt`] = `The tail of quagga ${n}, a heap. ${'Hills of sand and heaps of '.repeat(750)}\n\nThat was the end of it.\n`;
    contents[`content/sources/s${n}.yaml`] = { seed: `${n}.txt`, title: `Source ${n}` };
  }
  const everywhere = build(write(contents));
  const { en } = JSON.parse(readFileSync(path.join(everywhere, 'pagefind/pagefind-entry.json'), 'utf8')).languages;
  assert.deepEqual(Object.keys(en.frequent).sort(), ['and', 'heap', 'heaps', 'hills', 'of', 'sand'], 'as they are written');
  assert.deepEqual(en.everywhere.sort(), Object.keys(en.frequent).sort());
  assert.ok(en.frequent.of > en.kept && en.frequent.heap < en.kept);
  const server = await serve({ '/': everywhere });
  const browser = await launch();
  t.after(() => Promise.all([browser.close(), server.close()]));
  const fetched = {};
  // Of those that may have a phrase, ten are shown, and fifteen are read.
  const searches = {
    quagga: [22], 'of quagga': [22], '"tail of quagga 7"': [1], '"end of it"': [10, 12], '"quagga of"': [0, 7],
    of: [22], 'heap of': [22], '"of hills"': [10, 12], '"of and"': [0, 7],
  };
  const opened = async (words, [results, rest]) => {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/search.html`, { waitUntil: 'networkidle' });
    const chunks = fetched[words] = new Set();
    page.on('request', (request) => { if (request.url().endsWith('.pf_index')) chunks.add(request.url()); });
    await page.getByRole('searchbox', { name: 'Search for' }).fill(words);
    await told(page, results, rest);
    return page;
  };
  const told = (page, results, rest) => {
    const all = rest ? `Results so far: ${results}. Texts that may still have the phrase: ${rest}.` : `Results: ${results}`;
    return page.getByRole('status').getByText(all, { exact: true }).waitFor();
  };
  for (const [words, results] of Object.entries(searches)) await (await opened(words, results)).close();
  const [of] = fetched.of;
  assert.equal(fetched.of.size, 1);
  assert.deepEqual(Object.keys(searches).filter((words) => fetched[words].has(of)), ['of', 'heap of', '"of hills"', '"of and"']);

  // Who wants more gets all, with all places: that of “of” is none that is kept.
  const page = await opened('"end of it"', [10, 12]);
  const further = page.getByRole('button', { name: 'More results' });
  assert.ok(!fetched['"end of it"'].has(of));
  await further.press('Enter');
  await told(page, 20, 2);
  assert.equal(new Set(await titles(page)).size, 20);
  assert.ok(await page.locator('.found > li').nth(10).locator('.entry-title a').evaluate((link) => link === document.activeElement));
  await further.press('Enter');
  await told(page, 22);
  assert.equal(await further.count(), 0);
  assert.equal(await page.locator('.found > li').count(), 22);
  await page.getByRole('searchbox').fill('"of and"');
  await told(page, 0, 7);
  await further.press('Enter');
  await told(page, 0);
  // The text tells the places that are not kept.
  await page.getByRole('searchbox').fill('of');
  await told(page, 22);
  assert.deepEqual(await page.locator('.found > li').first().locator('ul b').allInnerTexts(), ['¶ 1', '¶ 2'].map((place) => place.replace(' ', '\u00a0')));
});
