// A dossier that is served, and what somebody does on a page of it to mark a passage.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { write } from './dossiers.mjs';

export const packed = (text) => text.replace(/\p{White_Space}+/gu, '');

/** A dossier of two arguments, and what is in its files. */
export function dossier(contents) {
  const root = write({
    'content/dossier.yaml': 'title: Marked\nsearch: false\ntopics:\n  - { id: animals, label: Animals }\n',
    'content/arguments/depends.yaml': 'claim: Russia depends on China.\nlabel: Dependence\nrecurs: false\n',
    'content/arguments/stays.yaml': 'claim: Moscow will not turn away from Beijing.\nlabel: Moscow stays\nrecurs: false\n',
    ...contents,
  });
  const file = (name) => path.join(root, name);
  return {
    root,
    read: (name) => readFileSync(file(name), 'utf8'),
    put: (name, text) => writeFileSync(file(name), text),
  };
}

/** Waits until the page can be marked. */
export const ready = (page) => page.locator('throughline-editor .tools').waitFor();

/** Opens the page of a source. */
export async function openSource(page, home, id) {
  await page.goto(`${home}sources/${id}.html`);
  await ready(page);
}

/**
 * Selects from the beginning of some words to the end of others, as they are read, and gives what
 * is selected. It looks for itself, so that it shares no fault with what is tested.
 */
export async function select(page, first, last = first, { show = true } = {}) {
  return page.evaluate(([begin, end, scroll]) => {
    const walker = document.createTreeWalker(document.querySelector('.source-text'), NodeFilter.SHOW_TEXT);
    const places = [];
    let text = '';
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.parentElement.closest('.text') || node.parentElement.closest('summary, a.ref, .footnote > a, sup')) continue;
      for (let n = 0; n < node.length; n += 1) {
        if (/\s/u.test(node.data[n])) continue;
        places.push([node, n]);
        text += node.data[n];
      }
    }
    const [from, to] = [begin, end].map((words) => words.replace(/\s+/gu, ''));
    const start = text.indexOf(from);
    const stop = text.indexOf(to, start) + to.length - 1;
    if (start < 0 || stop < to.length - 1) throw new Error(`not on the page: ${begin} … ${end}`);
    const range = new Range();
    range.setStart(...places[start]);
    range.setEnd(places[stop][0], places[stop][1] + 1);
    if (scroll) places[start][0].parentElement.scrollIntoView({ block: 'center', behavior: 'instant' });
    document.activeElement?.blur();
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return text.slice(start, stop + 1);
  }, [first, last, show]);
}

/** Clicks on the words of a passage. */
export async function clickPassage(page, id) {
  const { x, y } = await page.evaluate((name) => {
    const range = new Range();
    const one = document.getElementById(name);
    one.scrollIntoView({ block: 'center', behavior: 'instant' });
    range.selectNodeContents([...one.childNodes].find((node) => node.nodeType === Node.TEXT_NODE));
    const { left, top, height } = range.getClientRects()[0];
    return { x: left + 5, y: top + height / 2 };
  }, id);
  await page.mouse.click(x, y);
}

/** How many passages the page has. */
export const count = (page) => page.evaluate(() => document.querySelectorAll('mark[id]').length);

/** Does what loads the page anew, and waits for the page. */
export async function andShown(page, act) {
  await page.evaluate(() => { window.before = true; });
  await act();
  await page.waitForFunction(() => !window.before && document.querySelector('throughline-editor')?.shadowRoot.querySelector('.tools'));
}

/** Marks what is selected, by keys: an argument by its words, then a stance by its letter. */
export async function mark(page, argument, stance) {
  await page.keyboard.press('m');
  await page.locator('throughline-editor [role=combobox]').waitFor();
  await page.keyboard.type(argument);
  await page.keyboard.press('Enter');
  await page.keyboard.press(stance);
  await andShown(page, () => page.keyboard.press('Enter'));
}

/** The characters that are marked on a built page, by passage. */
export const marked = (page) => page.evaluate(() => {
  const words = {};
  for (const one of document.querySelectorAll('mark[data-passage]')) {
    const copy = one.cloneNode(true);
    for (const own of copy.querySelectorAll('a.ref, sup.footnote')) own.remove();
    const inner = one.parentElement.closest(`mark[data-passage="${CSS.escape(one.dataset.passage)}"]`);
    if (!inner) words[one.dataset.passage] = (words[one.dataset.passage] ?? '') + copy.textContent;
  }
  return words;
});
