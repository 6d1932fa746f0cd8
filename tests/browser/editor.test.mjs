// Marking in the browser: what is selected is what is marked, by pointer and by keyboard alone, and
// nobody's work is lost when files change or the preview is killed meanwhile.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { faults as axe, launch, open, overflow, watched } from './browser.mjs';
import { build, serving } from './dossiers.mjs';
import { andShown, clickPassage, count, dossier, mark, marked, openSource, packed, ready, select } from './marking.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const panel = (page) => page.locator('throughline-editor [role=dialog]');
const status = (page) => page.locator('throughline-editor .said');
const YAML = 'content/sources/a.yaml';
const HEAD = '# By hand.\nseed: a.txt\ntitle: A # short\n';

/** A page of a served dossier of one source. */
async function onPage(text, work, { yaml = HEAD, width = 1440, more = {}, scheme = 'light' } = {}) {
  const files = dossier({ 'seeds/a.txt': text, [YAML]: yaml, ...more });
  const server = await serving(files.root);
  const context = await open(browser, width, scheme);
  const page = await watched(context, server.home);
  try {
    await openSource(page, server.home, 'a');
    await work({ page, files, server, context });
  } finally {
    await context.close();
    await server.end();
  }
}
/** Selects words with the mouse; does something before its button is let go. */
async function drawOver(page, words, meanwhile = () => {}) {
  await select(page, words);
  const box = await page.evaluate(() => {
    const { left, right, top, bottom } = getSelection().getRangeAt(0).getBoundingClientRect();
    getSelection().removeAllRanges();
    return { left, right, y: (top + bottom) / 2 };
  });
  await page.mouse.move(box.left + 1, box.y);
  await page.mouse.down();
  await page.mouse.move(box.right - 1, box.y, { steps: 8 });
  await meanwhile();
  await page.mouse.up();
}
const problems = (page) => page.problems.filter((problem) => !/\b(403|409|422)\b|ERR_|Failed to load/.test(problem));

const FOX = 'The fox jumps over the dog. It is quick, and brown. It sleeps.\n\nThe dog wakes up. It barks at the fox.\n\nAll is quiet in the end.\n';

test('twenty passages in four languages: built, exactly the characters that were selected are marked', async (t) => {
  const seeds = {
    'plain.txt': 'The first paragraph begins here, 👩‍👧 and 🇺🇦 with it. Cafe\u0301 and na\u00efve, n\u0303 too.\r\n\r\nThe second one goes on: “quoted”, it\u2019s said.\r\nAnd a line of its own.\r\n\r\nThe last one ends here.\r\n',
    'marked.md': '# A heading\n\nSome *fine and **bold*** words, [a link](https://example.org/) &amp; `code`.\n\n- one item\n- another *item*\n\n  in two paragraphs\n\n> A quote,\n> wrapped.[^1]\n\nThe end, at last.\n\n[^1]: A footnote of its own.\n',
    'arabic.txt': 'قال الوزير إنّ روسيا لن تبتعد عن الصين.\n\nوأضاف: «هذا أمرٌ محسوم»، ثم غادر 👋 القاعة.\n',
    'chinese.txt': '北京说，莫斯科不会转向。第二句话在这里。\n\n𠮷野家在下一段；他们说“不会”。\n',
  };
  const wanted = {
    plain: [['The first paragraph'], ['paragraph begins here'], ['begins'], ['👩‍👧 and 🇺🇦'], ['Cafe\u0301'], ['n\u0303 too.', 'The second one'], ['“quoted”, it\u2019s'], ['said.', 'And a line'], ['here.']],
    marked: [['fine and bold'], ['bold words, a l'], ['link & code'], ['item', 'another item'], ['another', 'in two'], ['quote, wrapped.', 'The end']],
    arabic: [['إنّ روسيا لن'], ['الصين.', 'هذا أمرٌ'], ['محسوم»، ثم غادر 👋']],
    chinese: [['莫斯科不会转向'], ['这里。', '𠮷野家']],
  };
  assert.equal(Object.values(wanted).flat().length, 20);
  const contents = Object.fromEntries(Object.entries(seeds).map(([name, text]) => [`seeds/${name}`, text]));
  for (const name of Object.keys(seeds)) {
    const id = name.split('.')[0];
    contents[`content/sources/${id}.yaml`] = `seed: ${name} # as it came\ntitle: ${id}\n${id === 'arabic' ? 'language: ar\n' : ''}${id === 'chinese' ? 'language: zh\n' : ''}`;
  }
  const files = dossier(contents);
  const server = await serving(files.root);
  const context = await open(browser);
  const page = await watched(context, server.home);
  const selected = {};
  for (const [id, passages] of Object.entries(wanted)) {
    await openSource(page, server.home, id);
    selected[id] = [];
    for (const [n, [first, last]] of passages.entries()) {
      selected[id].push(await select(page, first, last));
      await mark(page, n % 2 ? 'stays' : 'depend', 'sdr'[n % 3]);
      assert.equal(await count(page), n + 1, `${id}: ${first}`);
    }
  }
  assert.deepEqual(page.problems, []);
  await server.end();

  const site = build(files.root);
  const index = JSON.parse(readFileSync(path.join(site, 'data/dossier.json'), 'utf8'));
  assert.equal(index.passages.length, 20);
  for (const id of Object.keys(wanted)) {
    assert.ok(files.read(`content/sources/${id}.yaml`).includes('# as it came'), 'comments stay');
    await page.goto(`file://${site}/sources/${id}.html`);
    const found = Object.values(await marked(page)).map(packed);
    assert.deepEqual(found.sort(), selected[id].map(packed).sort(), id);
    // The same by the data: code points of the seed.
    const [seed] = Object.keys(seeds).filter((name) => name.startsWith(id));
    const points = [...seeds[seed]];
    if (seed.endsWith('.txt')) {
      const slices = index.passages.filter(({ source }) => source === id).map(({ start, end }) => points.slice(start, end).join(''));
      assert.deepEqual(slices.map(packed).sort(), selected[id].map(packed).sort());
      for (const slice of slices) assert.equal(slice, slice.trim(), 'no space at the ends');
    }
  }
  await context.close();
  t.diagnostic(`${index.passages.length} passages`);
});

test('a practised user: a drag and a key, or a drag and three keys; within six seconds', async (t) => {
  await onPage(FOX, async ({ page, files }) => {
    const drag = (words) => drawOver(page, words);
    for (const [words, keys] of [['fox jumps', ['m', '2', 'Enter']], ['quick', ['2']]]) {
      await drag(words);
      const began = performance.now();
      await andShown(page, async () => {
        for (const key of keys) {
          await page.keyboard.press(key);
          if (key === 'm') await panel(page).waitFor();
        }
      });
      await page.waitForFunction((text) => [...document.querySelectorAll('mark')].some((one) => one.textContent === text), words);
      const took = performance.now() - began;
      t.diagnostic(`${keys.join(' ')}: ${Math.round(took)} ms from the first key to the mark`);
      assert.ok(keys.length <= 3 && took < 6000, `${took} ms`);
    }
    assert.match(files.read(YAML), /quote: "fox jumps"\n {4}arguments: \{ stays: supports \}/);
    assert.match(await status(page).innerText(), /supports “Moscow stays”/);
    assert.deepEqual(page.problems, []);
  });
});

test('with the keyboard alone: marked, changed, given other words, deleted, taken back', async () => {
  await onPage(FOX, async ({ page, files }) => {
    // The first sentence, without its last word but one: by words, from the end and from the beginning.
    await page.keyboard.press('m');
    for (const key of ['ArrowLeft', 'ArrowLeft', 'Shift+ArrowRight']) await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => String(getSelection())), 'fox jumps over the');
    for (const key of ['ArrowDown', 'ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
    await page.keyboard.press('n');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await panel(page).waitFor();
    await page.keyboard.type('moscow');
    await page.keyboard.press('Enter');
    await page.keyboard.press('d');
    await page.keyboard.press('Tab');
    await andShown(page, () => page.keyboard.press('Control+Enter'));
    assert.match(files.read(YAML), /quote: "The dog wakes up. It barks at the fox."\n {4}arguments: \{ stays: disputes \}/);

    await page.keyboard.press('e');
    await panel(page).waitFor();
    await page.keyboard.press('r');
    await andShown(page, () => page.keyboard.press('Enter'));
    assert.match(files.read(YAML), /stays: reports/);

    // Escape gives up, and the page is as it was.
    await page.keyboard.press('e');
    await panel(page).waitFor();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });

    // All that the panel has is reached by Tab.
    await page.keyboard.press('e');
    await panel(page).waitFor();
    const reached = new Set();
    for (let n = 0; n < 14; n += 1) {
      reached.add(await page.evaluate(() => {
        const node = document.querySelector('throughline-editor').shadowRoot.activeElement;
        return node && (node.labels?.[0]?.innerText || node.innerText || node.value);
      }));
      await page.keyboard.press('Tab');
    }
    for (const words of ['Argument', 'Note', 'Save', 'Delete', 'Other words']) assert.ok(reached.has(words), `${words}: ${[...reached]}`);
    await page.keyboard.press('Escape');

    await andShown(page, () => page.keyboard.press('u'));
    assert.match(files.read(YAML), /stays: disputes/);
    await andShown(page, () => page.keyboard.press('u'));
    assert.equal(files.read(YAML), HEAD);
    await andShown(page, () => page.keyboard.press('U'));
    assert.match(files.read(YAML), /stays: disputes/);
    await page.evaluate(() => { location.hash = document.querySelector('mark[id]').id; });
    await page.keyboard.press('e');
    await panel(page).getByRole('button', { name: 'Delete' }).focus();
    await andShown(page, () => page.keyboard.press('Enter'));
    assert.equal(files.read(YAML), HEAD);
    assert.deepEqual(page.problems, []);
  });
});

test('a click on a passage changes it; other files that name it are told before it goes', async () => {
  const yaml = `${HEAD}passages:\n  # a remark\n  - { quote: fox jumps, arguments: { depends: supports }, id: fox }\n`;
  const more = { 'content/pages/p.md': '---\ntitle: P\n---\n[[a#fox]]\n' };
  await onPage(FOX, async ({ page, files }) => {
    await clickPassage(page, 'fox');
    await panel(page).getByLabel('Note').fill('A remark of mine.');
    await panel(page).getByLabel('Speaker').fill('Reynard');
    await andShown(page, () => panel(page).getByRole('button', { name: 'Save' }).click());
    assert.match(files.read(YAML), /# a remark\n {2}- \{ quote: fox jumps, arguments: \{ depends: supports \}, speaker: Reynard, id: fox, note: A remark of mine\. \}/);

    await clickPassage(page, 'fox');
    await panel(page).getByRole('button', { name: 'Other words' }).click();
    await select(page, 'fox jumps over the dog');
    await andShown(page, () => page.locator('throughline-editor').getByRole('button', { name: 'Take these words' }).click());
    assert.equal(await page.locator('mark#fox').innerText(), 'fox jumps over the dog');

    await clickPassage(page, 'fox');
    await panel(page).getByRole('button', { name: 'Delete' }).click();
    await panel(page).getByText('content/pages/p.md').waitFor();
    assert.ok(files.read(YAML).includes('id: fox'));
    await andShown(page, () => panel(page).getByRole('button', { name: 'Do it all the same' }).click());
    assert.equal(files.read(YAML), HEAD);
    assert.deepEqual(problems(page), []);
  }, { yaml, more });
});

test('an argument is made while marking; the same words take another; headings and furniture come and go', async () => {
  await onPage(FOX, async ({ page, files }) => {
    await select(page, 'quick');
    await page.locator('throughline-editor').getByRole('button', { name: 'Mark a passage' }).first().click();
    await page.keyboard.type('The fox is quick.');
    await page.keyboard.press('Enter');
    assert.equal(await panel(page).getByLabel('Claim').inputValue(), 'The fox is quick.');
    // Enter goes on to the stance.
    await page.keyboard.press('Enter');
    assert.equal(await panel(page).getByRole('radio', { name: 'supports' }).evaluate((radio) => radio.matches(':focus')), true);
    await panel(page).getByLabel('Short name').fill('Quick fox');
    await panel(page).getByLabel('Topic').selectOption('Animals');
    await andShown(page, () => page.keyboard.press('Control+Enter'));
    assert.equal(files.read('content/arguments/quick-fox.yaml'), 'claim: The fox is quick.\nlabel: Quick fox\ntopic: animals\n');
    // A digit on words that are marked already gives them another argument.
    await select(page, 'quick');
    await andShown(page, () => page.keyboard.press('1'));
    assert.match(files.read(YAML), /quote: quick\n {4}arguments: \{ quick-fox: supports, depends: supports \}|quote: "quick"\n {4}arguments: \{ quick-fox: supports, depends: supports \}/);

    await select(page, 'is quiet');
    await andShown(page, () => page.keyboard.press('h'));
    await page.locator('h2#p3').waitFor();
    await select(page, 'is quiet');
    await andShown(page, () => page.locator('throughline-editor').getByRole('button', { name: 'No heading' }).click());
    await page.locator('p#p3').waitFor();
    await select(page, 'is quiet');
    await andShown(page, () => page.keyboard.press('f'));
    await page.locator('details#p3 summary').click();
    await select(page, 'is quiet');
    await andShown(page, () => page.keyboard.press('f'));
    await page.locator('p#p3').waitFor();
    assert.ok(!files.read(YAML).includes('omit') && !files.read(YAML).includes('headings'));
    assert.deepEqual(page.problems, []);
  });
});

test('a key that is pressed twice marks once', async () => {
  await onPage(FOX, async ({ page, files }) => {
    await select(page, 'quick');
    await andShown(page, () => Promise.all([page.keyboard.press('1'), page.keyboard.press('1'), page.keyboard.press('2')]));
    await andShown(page, () => page.reload());
    assert.equal(files.read(YAML), `${HEAD}passages:\n  - quote: "quick"\n    arguments: { depends: supports }\n`);
    assert.deepEqual(page.problems, []);
  });
});

test('what is selected while a passage is saved stays selected, and the key that is pressed then is heard', async () => {
  await onPage(FOX, async ({ page, files }) => {
    await page.route('**/editor/do', async (route) => {
      await new Promise((later) => { setTimeout(later, 400); });
      await route.continue();
    });
    const isSelected = (words) => page.waitForFunction((text) => getSelection().toString() === text, words);
    await select(page, 'quick');
    await andShown(page, async () => {
      await page.keyboard.press('2');
      await select(page, 'sleeps');
    });
    await isSelected('sleeps');
    await andShown(page, () => page.keyboard.press('1'));
    assert.equal(await page.evaluate(() => getSelection().toString()), '', 'what was marked is selected no more');

    // Two in one go: the second key comes while the first is saved.
    await select(page, 'brown');
    await page.keyboard.press('1');
    await select(page, 'wakes');
    await page.keyboard.press('2');
    const toolsOf = () => document.querySelector('throughline-editor')?.shadowRoot.querySelector('.tools');
    await page.waitForFunction(`document.querySelectorAll('mark[id]').length === 4 && (${toolsOf})()`);
    assert.deepEqual(files.read(YAML).match(/quote: "\w+"/g), ['quote: "quick"', 'quote: "brown"', 'quote: "sleeps"', 'quote: "wakes"']);

    // While the button is down the page stays.
    await select(page, 'barks');
    await andShown(page, async () => {
      const answered = page.waitForResponse('**/editor/do');
      await page.keyboard.press('2');
      await drawOver(page, 'is quiet', async () => {
        await answered;
        await page.waitForTimeout(500);
        assert.ok(await page.evaluate(() => window.before));
      });
    });
    await isSelected('is quiet');
    await page.locator('throughline-editor .bar').waitFor();
    assert.deepEqual(files.read(YAML).match(/quote: "\w+"/g), ['quote: "quick"', 'quote: "brown"', 'quote: "sleeps"', 'quote: "wakes"', 'quote: "barks"']);
    assert.deepEqual(page.problems, []);
  });
});

test('the place is kept when a passage is shown', async () => {
  const long = Array.from({ length: 60 }, (_, n) => `Paragraph ${n} has some words, ${'and more of them, '.repeat(12)}to read.`).join('\n\n');
  await onPage(long, async ({ page }) => {
    await select(page, 'Paragraph 40 has');
    const top = () => page.evaluate(() => document.getElementById('p41').getBoundingClientRect().top);
    const was = await top();
    await andShown(page, () => page.keyboard.press('1'));
    await page.waitForFunction((y) => Math.abs(document.getElementById('p41').getBoundingClientRect().top - y) < 40, was);
  });
});

test('a coding session: progress, the next unmarked paragraph, arguments with keys and counts', async () => {
  await onPage(FOX, async ({ page }) => {
    const session = page.locator('throughline-editor .session');
    await page.keyboard.press('c');
    await session.getByText('0 of 3').waitFor();
    const at = () => page.evaluate(() => location.hash);
    const going = [];
    for (let n = 0; n < 2; n += 1) {
      await page.keyboard.press('j');
      going.push(await at());
    }
    assert.deepEqual(going, ['#p1', '#p2'], 'what was left unmarked counts as read');
    await session.getByText('1 of 3').waitFor();
    await select(page, 'barks');
    await andShown(page, () => session.getByRole('button', { name: /Moscow stays/ }).click());
    await session.getByText('2 of 3').waitFor();
    assert.match(await session.locator('li', { hasText: 'Moscow stays' }).innerText(), /1$/);
    assert.deepEqual(await axe(page, { within: 'throughline-editor' }), []);
    await page.keyboard.press('j');
    assert.equal(await at(), '#p3');
    await page.keyboard.press('j');
    await session.getByText('3 of 3').waitFor();
    assert.match(await status(page).innerText(), /All paragraphs/);
    await page.keyboard.press('c');
    await session.waitFor({ state: 'detached' });
    assert.deepEqual(page.problems, []);
  });
});

test('the next paragraph after a heading is the one below it', async () => {
  await onPage(`# Foxes\n\n${FOX}`, async ({ page }) => {
    await page.keyboard.press('j');
    assert.equal(await page.evaluate(() => location.hash), '#p2');
  }, { yaml: HEAD.replace('a.txt', 'a.md'), more: { 'seeds/a.md': `# Foxes\n\n${FOX}` } });
});

test('metadata in a form: what the schema does not take is told, and the rest of the file stays', async () => {
  await onPage(FOX, async ({ page, files }) => {
    const form = page.locator('throughline-editor [role=dialog]');
    await page.keyboard.press('i');
    await form.getByLabel('date', { exact: true }).fill('2025-13');
    await form.getByLabel('reliability').selectOption('C');
    await form.getByLabel('author').fill('A. One\nB. Two');
    assert.deepEqual(await axe(page, { within: 'throughline-editor' }), []);
    await page.keyboard.press('Control+Enter');
    await form.getByText('2025-13').last().waitFor();
    assert.equal(files.read(YAML), HEAD);
    await form.getByLabel('date', { exact: true }).fill('2025-02~');
    await andShown(page, () => form.getByLabel('date', { exact: true }).press('Enter'));
    assert.equal(files.read(YAML), `${HEAD}author: [A. One, B. Two]\ndate: 2025-02~\nreliability: C\n`);
    await page.getByText('February 2025').first().waitFor();
    assert.deepEqual(problems(page), []);
  });
});

const ASTRAY = {
  before: 'The old bridge was closed in March for repairs.\n\nIt will stay shut.\n\nThe mayor spoke of a ferry at length.\n\nA clerk wrote it all down.\n',
  after: 'The old bridge was closed in early March for repairs.\n\nIt will stay shut. So they say.\n\nNobody asks now, and yet: It will stay shut.\n\nA clerk wrote it all down.\n',
  yaml: `${HEAD}passages:\n  # first\n  - quote: closed in March for repairs\n    arguments: { depends: supports } # sure\n  - quote: It will stay shut.\n    arguments: { stays: reports }\n  - quote: The mayor spoke of a ferry at length.\n    id: ferry\n  - quote: A clerk\n`,
};
const astray = (page) => page.locator('throughline-editor dialog');

test('a seed changes under the preview: what drifted is accepted, the ambiguous chosen, the missing given other words or deleted', async () => {
  const more = { 'content/pages/p.md': '---\ntitle: P\n---\n[[a]]\n' };
  await onPage(ASTRAY.before, async ({ page, files }) => {
    files.put('seeds/a.txt', ASTRAY.after);
    const overlay = page.locator('throughline-faults');
    await overlay.getByRole('button', { name: 'Passages without a place: 3' }).waitFor();
    // The page is the last good one. By keyboard alone from here.
    assert.equal(await count(page), 4);
    await page.keyboard.press('l');
    await astray(page).getByText('Passage 1 of 3').waitFor();
    assert.equal(await astray(page).locator('blockquote ins').innerText(), 'early ');
    assert.deepEqual(await axe(page, { within: 'throughline-editor' }), []);
    const press = async (name) => {
      await astray(page).getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
    };
    await press('Accept these words');
    await astray(page).getByText('Passage 1 of 2').waitFor();
    assert.match(files.read(YAML), /# first\n {2}- quote: closed in early March for repairs\n {4}arguments: \{ depends: supports \} # sure\n/);

    // Taken back and done again: each is one step.
    await press('Undo');
    await astray(page).getByText('Passage 1 of 3').waitFor();
    assert.equal(files.read(YAML), ASTRAY.yaml);
    await press('Accept these words');
    await astray(page).getByText('could stand in several').waitFor();

    // Nothing is chosen for the reader.
    assert.ok(await astray(page).getByRole('button', { name: 'Accept these words' }).isDisabled());
    await astray(page).getByRole('radio').first().focus();
    await page.keyboard.press('ArrowDown');
    assert.deepEqual(await axe(page, { within: 'throughline-editor' }), []);
    await press('Accept these words');
    await astray(page).getByText('nothing near').waitFor();
    assert.match(files.read(YAML), /quote: It will stay shut\.\n {4}arguments: \{ stays: reports \}\n {4}suffix: A\n/);

    // Other words, by the keyboard: the fourth paragraph without its last word.
    await press('Select again');
    for (const key of ['n', 'n', 'n', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => String(getSelection())), 'A clerk wrote it all');
    assert.deepEqual(await axe(page, { within: 'throughline-editor' }), []);
    // Escape goes back, and so does the button: Enter there does not take the words.
    await page.keyboard.press('Escape');
    await press('Select again');
    await press('Cancel');
    assert.ok(files.read(YAML).includes('The mayor spoke'));
    await press('Select again');
    for (const key of ['n', 'n', 'n', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
    await andShown(page, () => page.keyboard.press('Enter'));
    await overlay.waitFor({ state: 'detached' });
    assert.match(await status(page).innerText(), /have their place/);
    assert.match(files.read(YAML), /quote: "?A clerk wrote it all"?\n {4}id: ferry\n/);
    assert.deepEqual(problems(page), []);

    const site = build(files.root);
    await page.goto(`file://${site}/sources/a.html`);
    const found = await marked(page);
    assert.equal(Object.keys(found).length, 4);
    assert.equal(found.ferry, 'A clerk wrote it all');
    const words = Object.values(found);
    for (const one of ['closed in early March for repairs', 'It will stay shut.', 'A clerk']) assert.ok(words.includes(one), `${one}: ${words}`);
    const where = await page.evaluate(() => [...document.querySelectorAll('mark')].find((one) => one.textContent.startsWith('It will')).closest('.text').id);
    assert.equal(where, 'p3', 'the place that was chosen');
  }, { yaml: ASTRAY.yaml, more });
});

test('lost passages: files that name one are told before it goes; a list that is old is read anew; on a phone and a desk', async () => {
  const more = { 'content/pages/p.md': '---\ntitle: P\n---\n[[a#ferry]]\n' };
  for (const [width, scheme] of [[390, 'light'], [1440, 'dark']]) {
    await onPage(ASTRAY.before, async ({ page, files }) => {
      files.put('seeds/a.txt', ASTRAY.after);
      await page.locator('throughline-faults').getByRole('button', { name: 'Passages without a place: 3' }).click();
      const box = astray(page);
      await box.getByRole('button', { name: 'Next' }).click();
      await box.getByRole('button', { name: 'Next' }).click();
      await box.getByText('Passage 3 of 3').waitFor();
      // With the pointer: what is selected is what is taken, and in the text as it is now.
      await box.getByRole('button', { name: 'Select again' }).click();
      await page.evaluate(() => {
        const block = document.querySelector('throughline-editor [data-block="3"]');
        getSelection().setBaseAndExtent(block.firstChild, 0, block.firstChild, 10);
      });
      assert.deepEqual(await axe(page, { within: 'throughline-editor' }), [], `${width}`);
      const inSight = await page.evaluate(() => {
        const { top, left, right, bottom } = document.querySelector('throughline-editor').shadowRoot.querySelector('dialog').getBoundingClientRect();
        return top >= 0 && left >= 0 && right <= innerWidth && bottom <= innerHeight + 1;
      });
      assert.ok(inSight, `${width}`);
      assert.equal(await overflow(page), null);
      // The file changes meanwhile: nothing is written over it, and the list is read anew.
      const edited = files.read(YAML).replace('# short', '# by hand');
      files.put(YAML, edited);
      await box.getByRole('button', { name: 'Take these words' }).click();
      await box.getByText('Meanwhile a file has changed').waitFor();
      assert.equal(files.read(YAML), edited);
      await box.getByRole('button', { name: 'Delete' }).click();
      await box.getByText('content/pages/p.md').waitFor();
      assert.equal(files.read(YAML), edited);
      await box.getByRole('button', { name: 'Do it all the same' }).click();
      await box.getByText('of 2').waitFor();
      assert.ok(!files.read(YAML).includes('ferry') && files.read(YAML).includes('# by hand'));
      await andShown(page, () => page.keyboard.press('Escape'));
      await box.waitFor({ state: 'detached' });
      // Escape was for the dialog: what is wrong is still told.
      await page.locator('throughline-faults').getByRole('button', { name: 'Passages without a place: 2' }).waitFor();
      await andShown(page, () => page.keyboard.press('u'));
      assert.equal(files.read(YAML), edited);
      assert.deepEqual(problems(page), []);
    }, { yaml: ASTRAY.yaml, more, width, scheme });
  }
});

const refused = (page) => panel(page).locator('[role=alert]');

test('two tabs: the second is refused, shows both versions, and goes on from the first', async () => {
  await onPage(FOX, async ({ page, files, server, context }) => {
    const second = await watched(context, server.home);
    await openSource(second, server.home, 'a');
    await select(second, 'barks');
    await second.keyboard.press('m');
    await panel(second).waitFor();
    await second.keyboard.press('1');
    await panel(second).getByLabel('Note').fill('Not to be lost.');

    await page.bringToFront();
    await select(page, 'quick');
    await andShown(page, () => page.keyboard.press('2'));
    const theirs = files.read(YAML);

    await second.bringToFront();
    await second.keyboard.press('Control+Enter');
    await refused(second).getByText(/has changed since/).waitFor();
    assert.equal(files.read(YAML), theirs, 'nothing was written');
    const [now, mine] = await refused(second).locator('pre').allInnerTexts();
    assert.ok(now.includes('quick') && !now.includes('barks'), now);
    assert.ok(mine.includes('quick') && mine.includes('barks') && mine.includes('Not to be lost.'), mine);
    assert.deepEqual(await axe(second, { within: 'throughline-editor' }), []);
    await andShown(second, () => refused(second).getByRole('button', { name: /as it stands/ }).click());
    const both = files.read(YAML);
    for (const words of ['quick', 'barks', 'Not to be lost.', '# By hand.']) assert.ok(both.includes(words), words);
    // The other tab follows, and takes back its own last step only as long as nobody is in the way.
    await page.bringToFront();
    await page.waitForFunction(() => document.querySelectorAll('mark[id]').length === 2);
    assert.deepEqual([...problems(page), ...problems(second)], []);
  });
});

test('YAML edited by hand between page and save: refused, both texts shown, nothing typed is lost', async () => {
  await onPage(FOX, async ({ page, files }) => {
    await select(page, 'barks');
    await page.keyboard.press('m');
    await page.keyboard.press('1');
    await panel(page).getByLabel('Note').fill('Typed for a while.');
    const edited = files.read(YAML).replace('title: A', 'title: By hand');
    files.put(YAML, edited);
    // The preview knows, and lets the panel be.
    await page.evaluate(() => new Promise((heard) => { document.addEventListener('throughline:reload', heard, { once: true }); }));
    assert.equal(await panel(page).getByLabel('Note').inputValue(), 'Typed for a while.');
    await page.keyboard.press('Control+Enter');
    await refused(page).getByText(/has changed since/).waitFor();
    assert.equal(files.read(YAML), edited);
    assert.ok((await refused(page).innerText()).includes('title: By hand'));
    await andShown(page, () => refused(page).getByRole('button', { name: /Load the page again/ }).click());
    assert.equal(await panel(page).getByLabel('Note').inputValue(), 'Typed for a while.');
    await page.getByRole('heading', { name: 'By hand' }).waitFor();
    await andShown(page, () => panel(page).getByRole('button', { name: 'Save' }).click());
    const text = files.read(YAML);
    for (const words of ['title: By hand # short', 'barks', 'Typed for a while.', 'depends: supports']) assert.ok(text.includes(words), text);
  });
});

test('the preview killed while it saves: the file is whole, what was typed stays, and can be saved by the next', async () => {
  const long = `${HEAD}note: "${'A long note. '.repeat(4000)}"\n`;
  const files = dossier({ 'seeds/a.txt': FOX, [YAML]: long });
  let server = await serving(files.root);
  const context = await open(browser);
  const page = await watched(context, server.home);
  await openSource(page, server.home, 'a');
  let written = 0;
  for (let n = 0; n < 6; n += 1) {
    const was = files.read(YAML);
    const words = ['jumps', 'quick', 'brown', 'sleeps', 'wakes', 'barks'][n];
    await select(page, words);
    await page.keyboard.press('m');
    await page.keyboard.press('1');
    await panel(page).getByLabel('Note').fill(`Note ${n}.`);
    const asked = page.waitForRequest('**/editor/do');
    await page.keyboard.press('Control+Enter');
    await asked;
    await new Promise((resolve) => { setTimeout(resolve, n * 3); });
    await server.end('SIGKILL');
    const now = files.read(YAML);
    const saved = now !== was;
    written += saved;
    if (saved) assert.ok(now.includes(`Note ${n}.`) && now.length > was.length && now.startsWith(HEAD), 'whole');
    server = await serving(files.root, server.port);
    await page.waitForLoadState();
    const kept = await page.waitForFunction(([note]) => {
      if (location.protocol === 'chrome-error:') return 'nothing';
      const root = document.querySelector('throughline-editor')?.shadowRoot;
      const field = root?.querySelector('#note');
      return field ? root.querySelector('[role=alert] p') && field.value === note && 'panel' : root?.querySelector('.tools') && 'page';
    }, [`Note ${n}.`]);
    const left = await kept.jsonValue();
    // Where the page was just being loaded, it is the reader who loads it again.
    if (left === 'nothing') await openSource(page, server.home, 'a');
    if (left === 'panel') {
      // Told that nobody answered; the next run asks to load the page, and what was typed is there again.
      await panel(page).getByRole('button', { name: 'Save' }).click();
      await andShown(page, () => refused(page).getByRole('button', { name: /Load the page again/ }).click());
      assert.equal(await panel(page).getByLabel('Note').inputValue(), `Note ${n}.`);
      // What was written all the same is on the page by now.
      if (saved) await page.keyboard.press('Escape');
      else await andShown(page, () => panel(page).getByRole('button', { name: 'Save' }).click());
    }
    await ready(page);
    assert.equal(files.read(YAML).split(`Note ${n}.`).length, 2, 'once');
    assert.equal(files.read(YAML).split('- quote').length, n + 2);
  }
  await context.close();
  await server.end();
  build(files.root);
});

test('axe finds nothing in the panel, and nothing is too wide, on a phone, a tablet and a desk', async () => {
  for (const [width, scheme] of [[390, 'light'], [768, 'dark'], [1440, 'dark']]) {
    await onPage(FOX, async ({ page }) => {
      const outside = () => page.evaluate(() => {
        const all = [...document.querySelector('throughline-editor').shadowRoot.querySelectorAll('.tools button, .session')];
        return all.filter((one) => {
          const { left, right, bottom } = one.getBoundingClientRect();
          return left < 0 || right > innerWidth || bottom > innerHeight;
        }).map((one) => one.innerText);
      });
      await page.keyboard.press('c');
      assert.deepEqual(await outside(), [], `out of sight at ${width}`);
      await page.keyboard.press('c');
      await select(page, 'quick');
      const bar = page.locator('throughline-editor .bar');
      await bar.waitFor();
      assert.deepEqual(await axe(page, { within: 'throughline-editor' }), []);
      await bar.getByRole('button', { name: 'Mark a passage' }).click();
      await panel(page).waitFor();
      assert.deepEqual(await axe(page, { within: 'throughline-editor' }), [], `${width}`);
      await page.keyboard.press('1');
      await panel(page).locator('summary').click();
      assert.deepEqual(await axe(page, { within: 'throughline-editor' }), [], `${width}`);
      assert.equal(await overflow(page), null);
      const { inSight, small } = await page.evaluate(() => {
        const root = document.querySelector('throughline-editor').shadowRoot;
        const box = root.querySelector('[role=dialog]').getBoundingClientRect();
        const targets = [...root.querySelectorAll('[role=dialog] :is(button, input:not([type=radio]), label:has(input))')];
        return {
          inSight: box.top >= 0 && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight + 1,
          small: targets.filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.outerHTML),
        };
      });
      assert.ok(inSight, `the panel is in sight at ${width}`);
      assert.deepEqual(small, []);
      assert.deepEqual(page.problems, []);
    }, { width, scheme });
  }
});

test('on a phone the button to mark says how words are selected, where none are', async () => {
  const files = dossier({ 'seeds/a.txt': FOX, [YAML]: HEAD });
  const server = await serving(files.root);
  const context = await open(browser, 390, 'light', { hasTouch: true });
  const page = await watched(context, server.home);
  try {
    await openSource(page, server.home, 'a');
    const button = page.locator('throughline-editor .tools').getByRole('button', { name: 'Mark a passage' });
    await button.tap();
    assert.equal(await status(page).innerText(), 'Touch a word and hold it to select words first.');
    await select(page, 'quick');
    await button.tap();
    await panel(page).waitFor();
    assert.deepEqual(page.problems, []);
  } finally {
    await context.close();
    await server.end();
  }
});
