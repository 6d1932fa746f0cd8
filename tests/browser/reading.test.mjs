// What a reader gets without JavaScript, on paper, and while the page loads.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch, open, watched } from './browser.mjs';
import { index, kind, pages, samples } from './disk.mjs';
import { build, hard, own, temporary } from './dossiers.mjs';
import { serve } from './server.mjs';

const site = build(own);
const { sources, passages } = index(site);
const url = (where, root = site) => `${pathToFileURL(root).href}/${where}`;
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** What there is to read and to follow. */
const substance = () => ({
  // The controls of a list are the script's own, and what stands in their place is not.
  text: [...document.querySelectorAll('main, .filters, .picker, .unable')].map((part) => part.innerText).reduce((whole, part) => whole.replace(part, '')).replace(/\s+/g, ' '),
  marks: [...document.querySelectorAll('mark')].map((mark) => mark.textContent),
  notes: [...document.querySelectorAll('.note')].map((note) => note.innerText),
  links: [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href')),
});

describe('without JavaScript', () => {
  for (const [name, where] of samples(site)) {
    test(`${name} has the same words, marks, notes and links`, async () => {
      const [on, off] = [await open(browser), await open(browser, 1440, 'light', { javaScriptEnabled: false })];
      const read = async (context) => {
        const page = await watched(context, url(''));
        await page.goto(url(where));
        const found = await page.evaluate(substance);
        const buttons = await page.locator('button:visible').count();
        await context.close();
        assert.deepEqual(page.problems, []);
        return { found, buttons };
      };
      const [withScript, without] = [await read(on), await read(off)];
      assert.ok(without.found.text.length > 20);
      assert.deepEqual(without.found, withScript.found);
      assert.equal(without.buttons, 0, 'no button that does nothing');
    });
  }
});

describe('on paper', () => {
  const squeeze = (text) => text.normalize('NFKC').replace(/[\s\u200b-\u200f\u202a-\u202e\u00ad]+/g, '');
  const escape = (character) => character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

  for (const source of sources) {
    test(`${source.id} prints every quote`, async () => {
      const context = await open(browser);
      const page = await context.newPage();
      await page.goto(url(source.path));
      // The parts of a passage in the blocks that it touches; notes stand between those.
      const parts = await page.evaluate(() => {
        const found = {};
        for (const mark of document.querySelectorAll('mark[data-passage]')) {
          const blocks = (found[mark.dataset.passage] ??= new Map());
          const block = mark.closest('.block');
          if (!blocks.has(block)) blocks.set(block, []);
          blocks.get(block).push(mark.textContent);
        }
        return Object.entries(found).flatMap(([id, blocks]) => [...blocks.values()].flat().map((text) => ({ id, text })));
      });
      const file = path.join(temporary(), 'print.pdf');
      await page.pdf({ path: file, format: 'A4', preferCSSPageSize: true });
      await context.close();
      const printed = squeeze(execFileSync('pdftotext', ['-layout', '-nopgbrk', file, '-'], { encoding: 'utf8', maxBuffer: 1e8 }));
      const lost = parts.filter(({ text }) => {
        // The numbers of notes stand between the words.
        const pattern = [...squeeze(text)].map(escape).join('\\d{0,3}');
        return !new RegExp(pattern, 'u').test(printed);
      });
      assert.ok(parts.length > 0);
      assert.deepEqual(lost, []);
    });
  }

  test('a passage keeps its line in black, notes name their arguments, links print where they lead', async () => {
    const root = build(hard());
    const context = await open(browser);
    const page = await context.newPage();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.goto(url('sources/overlaps.html', root));
    const seen = await page.evaluate(() => {
      const style = (selector, pseudo) => getComputedStyle(document.querySelector(selector), pseudo);
      return {
        line: style('mark.passage').textDecorationLine,
        styles: [...new Set([...document.querySelectorAll('mark.passage')].map((m) => getComputedStyle(m).textDecorationStyle))].sort(),
        color: style('mark.passage').textDecorationColor,
        ink: style('body').color,
        paper: style('body').backgroundColor,
        number: style('.note .c1 b').borderInlineStartColor,
        label: document.querySelector('.note .argument-ref').innerText,
        note: document.querySelector('.note').getBoundingClientRect().height,
        navigation: style('nav').display,
      };
    });
    assert.equal(seen.line, 'underline');
    assert.deepEqual(seen.styles, ['dashed', 'dotted', 'solid', 'wavy']);
    assert.equal(seen.color, 'rgb(0, 0, 0)');
    assert.equal(seen.ink, 'rgb(0, 0, 0)', 'black on white, also from a dark screen');
    assert.equal(seen.paper, 'rgb(255, 255, 255)');
    assert.equal(seen.number, 'rgb(23, 70, 164)', 'the topics’ colours are those of light');
    assert.match(seen.label, /Argument 0/);
    assert.ok(seen.note > 0);
    assert.equal(seen.navigation, 'none');
    await page.goto(url('sources/linked.html', root));
    const printed = await page.evaluate(() => getComputedStyle(document.querySelector('a[rel~="external"]'), '::after').content);
    assert.match(printed, /example\.org\/linked/);
    await context.close();
  });
});

describe('while it loads', () => {
  for (const width of [390, 1440]) {
    test(`nothing moves on a source at ${width} px`, async () => {
      // A slow line or a busy machine shows a page before it is whole, and before its scripts have come.
      const server = await serve({ '/some/project/': site }, { halt: /(?=<li><a href="[^"]*(?:matrix|timeline)\.html|<article)/ });
      const context = await open(browser, width);
      const page = await context.newPage();
      await page.route('**/*.js', async (route) => {
        await new Promise((done) => setTimeout(done, 1500));
        await route.continue();
      });
      await page.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            if (!entry.hadRecentInput) window.shifts.push(entry.sources.map(({ node, previousRect: from, currentRect: to }) => `${node?.nodeName}.${node?.className} “${node?.textContent?.slice(0, 30)}” from ${from.x},${from.y} to ${to.x},${to.y}`).join('; '));
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      for (const source of sources) {
        await page.goto(`${server.origin}/some/project/${source.path}`, { waitUntil: 'commit' });
        // A reader who is at the end before the notes are placed.
        await page.locator('.site-footer').waitFor({ state: 'attached' });
        await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
        await page.waitForLoadState();
        await page.evaluate(async () => {
          const frame = () => new Promise((done) => requestAnimationFrame(done));
          for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
            scrollTo(0, y);
            await frame();
          }
          // Lighting a passage must not move a word.
          for (const mark of [...document.querySelectorAll('mark[id]')].slice(0, 5)) {
            mark.scrollIntoView({ block: 'center' });
            mark.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
            await frame();
            await frame();
          }
          await frame();
        });
        assert.deepEqual(await page.evaluate(() => window.shifts), [], source.id);
      }
      await context.close();
      await server.close();
    });
  }

  test('the page is dark before its stylesheet has come', async () => {
    const server = await serve({ '/some/project/': site });
    const context = await open(browser, 1440, 'dark');
    const page = await context.newPage();
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    await page.route('**/*.css', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${server.origin}/some/project/index.html`, { waitUntil: 'commit' });
    const canvas = await page.waitForFunction(() => {
      if (!document.querySelector('meta[name="color-scheme"]')) return null;
      const probe = document.createElement('i');
      probe.style.backgroundColor = 'Canvas';
      document.documentElement.append(probe);
      const color = getComputedStyle(probe).backgroundColor;
      probe.remove();
      return color;
    });
    const [red] = (await canvas.jsonValue()).match(/\d+/g).map(Number);
    release();
    assert.ok(red < 64, `the empty page is ${red} bright`);
    await context.close();
    await server.close();
  });

  // Search is aside, and so is the style sheet that only the one document to print has: 5 kB more.
  test('style and script stay small: on each page CSS at most 24 kB, JavaScript at most 14 kB', () => {
    for (const name of pages(site)) {
      const html = readFileSync(path.join(site, name), 'utf8');
      const bytes = { css: 0, js: 0 };
      for (const [, , file] of html.matchAll(/<(?:link|script)[^>]* (href|src)="([^":]+\.(?:css|js))"/g)) {
        bytes[file.split('.').pop()] += statSync(path.join(site, path.dirname(name), file)).size;
      }
      assert.ok(bytes.css > 0 && bytes.css <= 24_000, `${name}: ${bytes.css} bytes of CSS`);
      assert.ok(bytes.js > 0 && (bytes.js <= 14_000 || kind(site, name) === 'search'), `${name}: ${bytes.js} bytes of JavaScript`);
    }
  });
});
