// The whole dossier as one document: on paper it has every claim, every passage, every note; its
// marks can be told apart in black, and nothing that belongs together is torn.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch, open } from './browser.mjs';
import { index } from './disk.mjs';
import { build, hard, own, temporary } from './dossiers.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const squeeze = (text) => text.normalize('NFKC').replace(/[\s\u00ad\u200b-\u200f]/g, '');
const escape = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Prints the document of a site; what `look` finds in it before, and the sheets as text. */
async function printed(site, format, look) {
  const context = await open(browser);
  const page = await context.newPage();
  await page.goto(`${pathToFileURL(site).href}/print.html`);
  await page.emulateMedia({ media: 'print' });
  const found = await page.evaluate(look);
  const file = path.join(temporary(), 'print.pdf');
  await page.pdf({ path: file, format, preferCSSPageSize: true });
  await context.close();
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8', maxBuffer: 1e8 });
  return { found, sheets: text.split('\f').map(squeeze) };
}

/** Every stretch of words that is marked, what a note says, and what stands below what. */
const survey = () => {
  const text = (selector) => [...document.querySelectorAll(selector)].map((node) => node.innerText);
  const marks = [...document.querySelectorAll('mark[data-passage]')];
  return {
    marks: marks.map((mark) => mark.textContent).filter((words) => words.trim()),
    numbers: text('.note .back'),
    references: [...document.querySelectorAll('a.ref')].map((a) => a.dataset.n),
    titles: text('.printed-source h3'),
    judgments: [...document.querySelectorAll('.judgment')].map((judgment) => {
      // The words before the first number, which print sets on a line of its own, and the last line.
      const range = document.createRange();
      range.selectNodeContents(judgment.querySelector('.judgment-text'));
      const number = judgment.querySelector('sup');
      if (number) range.setEndBefore(number);
      return [range.toString(), judgment.innerText.trim().split('\n').at(-1)];
    }),
    styles: [...new Set(marks.map((mark) => getComputedStyle(mark).textDecorationStyle))].sort(),
    colours: [...new Set(marks.map((mark) => getComputedStyle(mark).textDecorationColor))],
    closed: document.querySelectorAll('main details:not([open])').length,
    address: [...document.querySelectorAll('.card a[rel~=external]')].map((a) => [a.getAttribute('href'), getComputedStyle(a, '::after').content]),
  };
};

describe('the own dossier', () => {
  const site = build(own);
  const data = index(site);
  for (const format of ['A4', 'Letter']) {
    test(`on ${format} it is whole`, async () => {
      const { found, sheets } = await printed(site, format, survey);
      const all = sheets.join('');
      assert.deepEqual(data.arguments.map(({ claim }) => claim).filter((claim) => !all.includes(squeeze(claim))), []);
      assert.equal(found.numbers.length, data.passages.length);
      assert.deepEqual([...found.references].sort(), [...found.numbers].sort());
      assert.deepEqual(found.numbers.filter((number) => !all.includes(number)), []);
      // The numbers of notes, of paragraphs and of sheets stand between the words.
      const lost = found.marks.filter((words) => !new RegExp([...squeeze(words)].map(escape).join('[\\d.¶]{0,12}'), 'u').test(all));
      assert.ok(found.marks.length >= data.passages.length);
      assert.deepEqual(lost, []);
      assert.equal(found.closed, 0);
    });

    test(`on ${format} each source begins a sheet, and no judgment goes over two`, async () => {
      const { found, sheets } = await printed(site, format, survey);
      const [first, ...others] = found.titles.map(squeeze);
      assert.ok(sheets.some((sheet) => sheet.startsWith(`Sources${first}`)), first);
      assert.deepEqual(others.filter((title) => !sheets.some((sheet) => sheet.startsWith(title))), []);
      const torn = found.judgments.filter(([head, tail]) => {
        const from = sheets.findIndex((sheet) => sheet.includes(squeeze(head).slice(0, 40)));
        return from < 0 || !sheets[from].includes(squeeze(tail));
      });
      assert.ok(found.judgments.length > 3);
      assert.deepEqual(torn, []);
    });
  }

  test('the title page is alone, and sheets are numbered from the next', async () => {
    const { sheets } = await printed(site, 'A4', survey);
    assert.ok(sheets[0].startsWith(squeeze(data.title)));
    assert.ok(!sheets[0].includes('Contents') && !/\d$/.test(sheets[0].replace(/CC-BY-4\.0$/, '')));
    assert.ok(sheets[1].startsWith('Contents') && sheets[1].endsWith('2'), sheets[1].slice(-20));
  });
});

test('in the hard dossier marks are black, of four styles, and links print where they lead', async () => {
  const { found } = await printed(build(hard()), 'A4', survey);
  assert.deepEqual(found.styles, ['dashed', 'dotted', 'solid', 'wavy']);
  assert.deepEqual(found.colours, ['rgb(0, 0, 0)']);
  assert.ok(found.address.length > 0);
  for (const [href, after] of found.address) assert.ok(after.includes(href), `${href} prints ${after}`);
});

test('without the script it is the same, and every note can be reached with the keyboard', async () => {
  const site = build(own);
  const context = await open(browser, 390, 'light', { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${pathToFileURL(site).href}/print.html`);
  const reference = page.locator('a.ref').first();
  await reference.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const back = page.locator('.note .back').first();
  assert.equal(await page.locator(':focus').getAttribute('href'), await back.getAttribute('href'));
  await context.close();
});
