// What a page weighs, what moves while somebody reads on, and what an older browser makes of it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { launch, open } from './browser.mjs';
import { index, samples } from './disk.mjs';
import { build, own } from './dossiers.mjs';
import { serve } from './server.mjs';

const WEIGHT_MAX = 60_000;
const SEARCH_WEIGHT_MAX = 150_000;

const site = build(own);
const { sources, arguments: claims } = index(site);
let browser;
let server;
let base;
before(async () => {
  browser = await launch();
  server = await serve({ '/some/project/': site });
  base = `${server.origin}/some/project/`;
});
after(async () => {
  await browser.close();
  await server.close();
});

// As it goes over the wire: GitHub Pages, like every server of note, compresses.
const heaviest = sources.map((source) => [`source ${source.id}`, source.path]);
for (const [name, where] of [...samples(site), ...heaviest]) {
  // The page to search on brings what searches.
  const max = name === 'search' ? SEARCH_WEIGHT_MAX : WEIGHT_MAX;
  test(`${name}: all but its own text weighs at most ${max / 1000} kB`, async () => {
    const context = await open(browser);
    const page = await context.newPage();
    const bodies = [];
    page.on('response', (response) => bodies.push(response.body()));
    await page.goto(base + where, { waitUntil: 'networkidle' });
    const all = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
    page.removeAllListeners('response');
    const text = await page.evaluate(() => document.querySelector('main').textContent);
    await context.close();
    const own = gzipSync(text).length;
    assert.ok(bodies.length > 2, 'the page, its style and its script');
    assert.ok(all - own <= max, `${all} bytes, of which ${own} are its text`);
  });
}

for (const width of [390, 1440]) {
  for (const [kind, paths] of Object.entries({ source: sources, argument: claims })) {
    test(`nothing moves while somebody reads an ${kind} with the keyboard, at ${width} px`.replace('an source', 'a source'), async () => {
      const context = await open(browser, width);
      const page = await context.newPage();
      await page.addInitScript(() => {
        window.shifts = [];
        // Also those right behind a key, which browsers forgive.
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            window.shifts.push({ value: entry.value, what: entry.sources.map(({ node }) => node?.nodeName) });
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      const frame = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      for (const { id, path } of paths.slice(0, 6)) {
        await page.goto(base + path, { waitUntil: 'networkidle' });
        for (const key of ['PageDown', 'Tab', 'Tab', 'n', 'n', 'p', 'Space', 'End', 'Home', 'ArrowDown']) {
          await page.keyboard.press(key);
          await frame();
        }
        assert.deepEqual(await page.evaluate(() => window.shifts), [], id);
      }
      await context.close();
    });
  }
}

test('a browser that knows no light-dark() shows ink on paper, and every mark', async () => {
  const context = await open(browser, 1440, 'dark');
  const page = await context.newPage();
  await page.route('**/*.css', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll('light-dark(', 'not-known(') });
  });
  await page.goto(base + sources[0].path);
  const seen = await page.evaluate(() => {
    const { backgroundColor, color } = getComputedStyle(document.body);
    const marks = [...document.querySelectorAll('mark[id]')].map((mark) => getComputedStyle(mark));
    return { backgroundColor, color, marks: [...new Set(marks.map((mark) => `${mark.textDecorationLine} ${mark.textDecorationColor}`))] };
  });
  assert.deepEqual(seen, {
    backgroundColor: 'rgb(255, 255, 255)',
    color: 'rgb(0, 0, 0)',
    marks: ['underline rgb(119, 119, 119)'],
  });
  await context.close();
});
