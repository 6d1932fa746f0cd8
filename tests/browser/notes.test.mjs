// Notes stand beside the passages that they belong to, whatever their number.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch, open } from './browser.mjs';
import { index } from './disk.mjs';
import { build, hard, own } from './dossiers.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Where every note, its passage and its paragraph stand, in pixels of the page. */
const places = () => {
  const box = (node) => {
    const { top, bottom, left, right } = node.getBoundingClientRect();
    return { top: top + scrollY, bottom: bottom + scrollY, left, right };
  };
  const notes = [...document.querySelectorAll('.note')].map((note) => {
    const passage = document.getElementById(note.id.slice(2));
    return {
      id: note.id,
      ...box(note),
      passage: passage.getClientRects()[0].top + scrollY,
      column: box(passage.closest('.column')),
    };
  });
  const columns = [...document.querySelectorAll('.column')].map(box);
  const article = box(document.querySelector('.source-text'));
  return { notes, columns, article };
};

/** A few pixels: a note's line is lower than the text's, and begins lower. */
const NEAR = 8;

for (const [name, make] of [['own', () => own], ['hard', hard]]) {
  const root = build(make());
  for (const source of index(root).sources.filter(({ rights }) => rights !== 'link')) {
    const url = `${pathToFileURL(root).href}/${source.path}`;
    const seen = async (width, javaScriptEnabled, act) => {
      const context = await open(browser, width, 'light', { javaScriptEnabled });
      const page = await context.newPage();
      await page.goto(url);
      if (act) await act(page);
      const found = await page.evaluate(places);
      await context.close();
      return found;
    };
    const apart = ({ notes }) => {
      for (const [n, note] of notes.slice(1).entries()) {
        assert.ok(note.top >= notes[n].bottom - 0.5, `${notes[n].id} and ${note.id} overlap`);
      }
    };

    describe(`${name}: ${source.id}`, () => {
      test('each note is level with its passage, or right below the note before, and the text has no gap', async () => {
        const found = await seen(1440, true);
        apart(found);
        let free = 0;
        for (const { id, top, bottom, passage, left, column } of found.notes) {
          assert.ok(left > column.right, `${id} is beside the text`);
          assert.ok(top >= passage - NEAR, `${id} stands above its passage`);
          if (passage > free + 20) assert.ok(Math.abs(top - passage) <= NEAR, `${id}: ${top} for ${passage}`);
          free = bottom;
        }
        const last = found.notes.at(-1);
        if (last) assert.ok(found.article.bottom >= last.bottom - 1, 'the last note is inside the text');
        for (const [n, column] of found.columns.slice(1).entries()) {
          assert.ok(column.top - found.columns[n].bottom < 60, `after block ${n + 1}`);
        }
      });

      test('without the script, notes are level with their paragraphs or below; on a phone, under them', async () => {
        const found = await seen(1440, false);
        apart(found);
        for (const { id, top, left, column } of found.notes) {
          assert.ok(left > column.right && top >= column.top - NEAR, id);
        }
        for (const script of [true, false]) {
          const small = await seen(390, script);
          apart(small);
          for (const { id, top, column } of small.notes) assert.ok(top >= column.bottom - 30, id);
        }
      });
    });
  }
}

test('notes follow when furniture is unfolded above them', async () => {
  const root = build(own);
  const source = index(root).sources.find(({ id }) => id === 'abrupt-pivot');
  const context = await open(browser);
  const page = await context.newPage();
  await page.goto(`${pathToFileURL(root).href}/${source.path}`);
  const before = (await page.evaluate(places)).notes[0];
  await page.locator('details.text > summary').first().click();
  await page.waitForFunction((top) => {
    const note = document.querySelector('.note').getBoundingClientRect().top + scrollY;
    return note > top + 5;
  }, before.top);
  const after = (await page.evaluate(places)).notes[0];
  assert.ok(Math.abs(after.top - after.passage) <= NEAR);
  await context.close();
});

test('a key that goes to a passage says which one', async () => {
  const root = build(own);
  const context = await open(browser);
  const page = await context.newPage();
  await page.goto(`${pathToFileURL(root).href}/sources/bismarck-cables.html`);
  await page.keyboard.press('n');
  const live = page.locator('[aria-live]');
  assert.match(await live.textContent(), /^1 \/ \d+: .*supports/);
  await context.close();
});
