// Any two sources side by side: chosen from all, on what they share, in words that may be shown; as in the
// comparisons that are built.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { faults, overflow } from './browser.mjs';
import { index } from './disk.mjs';
import { WITHHELD, build, hard, large, own } from './dossiers.mjs';
import { visits } from './visits.mjs';

const mine = build(own);
const { sources } = index(mine);
const many = build(large(1001, 30, { search: false }));
const difficult = build(hard());
const on = visits({ '/some/project/': mine, '/hard/': difficult, '/many/': many });
const disk = `${pathToFileURL(mine).href}/`;

/** What a comparison says: of each argument its verdict and the words of both sides. */
const said = (page) => page.evaluate(() => [...document.querySelectorAll('.compared')].map((row) => {
  const flat = (node) => node.textContent.replace(/\s+/g, ' ').trim();
  return {
    argument: row.querySelector('.argument-ref').href,
    verdict: flat(row.querySelector('.verdict')),
    sides: [...row.querySelectorAll('.side')].map((side) => [...side.querySelectorAll('.quote')].map((quote) => [
      quote.classList.value,
      flat(quote.querySelector('.words') ?? quote.querySelector('.withheld')),
      quote.querySelector('figcaption > a').href,
      quote.querySelector('.speaker')?.textContent.split(',')[0] ?? '',
    ])),
  };
}));
const compared = (page) => page.getByRole('heading', { name: /^Arguments in both/ }).waitFor();
// From a server and from a disk.
const both = async (address, act, options) => {
  await on(`/some/project/${address}`, act, options);
  await on(disk + address, act, options);
};

test('it says what the comparison that is built says, from a server and from a disk', async () => {
  for (const [base, name] of [['/some/project/', mine], [disk, mine]]) {
    const ids = index(name).sources.map(({ id }) => id).sort();
    for (const [a, b] of [[ids[0], ids[1]], [ids[1], ids.at(-1)]]) {
      let built;
      await on(`${base}compare/${a}/${b}.html`, async (page) => { built = await said(page); });
      const turned = built.map((row) => ({ ...row, sides: row.sides.toReversed() }));
      await on(`${base}compare.html?a=${a}&b=${b}`, async (page) => {
        await compared(page);
        const shown = await said(page);
        assert.ok(shown.length > 3);
        // The page that is built begins with the earlier of the two.
        const first = shown[0].sides[0][0][2] === built[0].sides[0][0][2];
        assert.deepEqual(shown, first ? built : turned);
      });
    }
  }
});

test('two are chosen by their names, with the keyboard alone, and the address says which', () => both('compare.html', async (page) => {
  const [one, other] = sources;
  for (const [place, { title }] of [['First', one], ['Second', other]]) {
    const box = page.getByRole('searchbox', { name: `${place} source` });
    await box.waitFor();
    await page.waitForFunction(() => document.activeElement.matches('input'));
    await page.keyboard.type(title.toUpperCase());
    await page.getByRole('status').filter({ hasText: 'Results: 1' }).waitFor();
    await page.keyboard.press('Enter');
  }
  await compared(page);
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('a'), searchParams.get('b')], [one.id, other.id]);
  await page.getByRole('link', { name: 'Choose another' }).first().click();
  await page.getByRole('searchbox', { name: 'First source' }).waitFor();
  assert.equal(new URL(page.url()).search, `?b=${other.id}`);
  await page.goBack();
  await compared(page);
}));

test('a source leads there, and those nearest to it are offered at once', () => on(`/some/project/${sources[0].path}`, async (page) => {
  await page.getByRole('link', { name: 'Compare with any source' }).click();
  await page.waitForURL(/compare\.html\?a=/);
  await page.locator('.offers a').first().waitFor();
  assert.match(await page.locator('.offers li').first().innerText(), /\d+ arguments/);
}));

test('where sources are very many, any two are compared, and no pages are built for it', async () => {
  await on('/many/sources/source-7.html', async (page) => {
    await page.locator('.compare-links a').first().click();
    await page.waitForURL(/compare\.html\?a=source-7&b=source-\d+$/);
    await compared(page);
    assert.ok((await said(page)).length >= 2);
  });
  await on('/many/sources/index.html', async (page) => {
    await page.getByRole('link', { name: 'Compare sources' }).click();
    await page.getByRole('searchbox', { name: 'First source' }).fill('source 1000');
    await page.locator('.offers a', { hasText: /^Source 1000$/ }).click();
    await page.getByRole('searchbox', { name: 'Second source' }).fill('publisher 41');
    await page.locator('.offers li').nth(9).waitFor(); // those nearest to it, which stood there, are fewer
    assert.equal(await page.locator('.offers li').count(), 10);
    await page.getByRole('searchbox', { name: 'Second source' }).fill('source 3');
    await page.locator('.offers a', { hasText: /^Source 3$/ }).click();
    await compared(page);
    const rows = await said(page);
    assert.equal(rows.length, Number((await page.locator('.picker h2').innerText()).match(/\d+/)[0]));
    assert.ok(rows.some(({ argument }) => argument.endsWith('argument-0.html')));
  });
  assert.ok(!existsSync(path.join(many, 'compare')));
});

test('words that are withheld are not in it, their stances are', () => on('/hard/compare.html?a=linked&b=excerpted', async (page) => {
  await compared(page);
  const html = await page.content();
  for (const [what, word] of Object.entries(WITHHELD)) assert.ok(!html.includes(word), what);
  const [row] = await said(page);
  assert.match(row.sides[0][0].join(), /supports.*do not allow/);
  assert.match(row.sides[1][0].join(), /disputes.*Only these excerpted words may be shown,/);
}));

test('overlaps, parts and other scripts keep their words, their language and their direction', () => on('/hard/compare.html?a=overlaps&b=arabic', async (page) => {
  await compared(page);
  const { passages } = index(difficult);
  const flat = (words) => words.replace(/\s+/g, ' ').trim();
  for (const row of await said(page)) {
    for (const [, words, href] of row.sides.flat()) {
      const { pathname, hash } = new URL(href);
      const where = pathname.replace('/hard/', '') + hash;
      assert.equal(words, flat(passages.find((passage) => passage.path === where).quote));
    }
  }
  const quote = page.locator('blockquote[lang=ar]').first();
  assert.equal(await quote.getAttribute('dir'), 'rtl');
}));

test('what is no source is told, and does no harm', async () => {
  const address = `/some/project/compare.html?a=${encodeURIComponent('../index')}&b=${encodeURIComponent(sources[1].id)}`;
  await on(address, async (page) => {
    await page.getByText('“../index” can’t be shown here.').waitFor();
    await page.getByRole('searchbox', { name: 'First source' }).fill(sources[0].title);
    await page.locator('.offers a').first().click();
    await compared(page);
    page.problems.splice(0);
  });
});

test('nobody is kept out, and nothing sticks out', async () => {
  const [a, b] = sources.map(({ id }) => id);
  for (const [width, colorScheme] of [[390, 'light'], [1440, 'dark']]) {
    for (const query of ['', `?a=${a}`, `?a=${a}&b=${b}`]) {
      await on(`/some/project/compare.html${query}`, async (page) => {
        if (query.includes('b=')) await compared(page);
        else await page.locator('input:focus').waitFor();
        assert.deepEqual(await faults(page), []);
        assert.equal(await overflow(page), null);
      }, { width, colorScheme });
    }
  }
});

test('without JavaScript, the page says so and leads on', () => on('/many/compare.html', async (page) => {
  assert.equal(await page.locator('input:visible').count(), 0);
  await page.getByText('With JavaScript, any two sources').waitFor();
  await page.locator('.unable').getByRole('link', { name: 'Arguments' }).click();
  await page.waitForURL(/arguments\/index\.html/);
}, { javaScriptEnabled: false }));
