// Every link leads somewhere, every fragment to an element, and every page is reached: under a
// project's path and from file:// alike.

import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch, open, watched } from './browser.mjs';
import { index, pages } from './disk.mjs';
import { build, empty, hard, own } from './dossiers.mjs';
import { serve } from './server.mjs';

const HOME = '/some/project/';
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** What a page leads to, and the ids that it offers. */
const survey = () => {
  const uses = [];
  const attributes = { href: 'a, area, link:not([rel=canonical])', src: '[src]', action: 'form[action]', data: 'object' };
  for (const [attribute, selector] of Object.entries(attributes)) {
    for (const node of document.querySelectorAll(selector)) {
      const value = node.getAttribute(attribute);
      if (value !== null) uses.push({ url: new URL(value, document.baseURI).href, from: node.outerHTML.slice(0, 150) });
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
  return { uses, ids };
};

/** Surveys all pages of a site; returns what is wrong. */
async function crawl(site, base) {
  const context = await open(browser, 390);
  const page = await watched(context, base);
  const found = new Map();
  for (const name of pages(site)) {
    await page.goto(base + name);
    found.set(name, await page.evaluate(survey));
  }
  await context.close();
  const wrong = [...page.problems];

  /** The file of the site that a URL leads to; a directory stands for its index only on a server. */
  const resolve = (url) => {
    const bare = url.split('#')[0].split('?')[0];
    if (!bare.startsWith(base)) return null;
    const name = decodeURIComponent(bare.slice(base.length));
    const whole = name.endsWith('/') || name === '' ? `${name}index.html` : name;
    if (base.startsWith('file:') && whole !== name) return null;
    const file = path.join(site, whole);
    return existsSync(file) && statSync(file).isFile() ? whole : null;
  };

  const reached = new Set(['index.html']);
  const queue = ['index.html'];
  for (const [name, { ids }] of found) {
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    if (twice.length) wrong.push(`${name}: ids that are there twice: ${twice.join(', ')}`);
    if (ids.some((id) => !id)) wrong.push(`${name}: an empty id`);
  }
  const edges = new Map([...found.keys()].map((name) => [name, new Set()]));
  for (const [name, { uses }] of found) {
    for (const { url, from } of uses) {
      const { protocol } = new URL(url);
      const ours = url.startsWith(base) || protocol === 'file:' || url.startsWith(new URL(base).origin);
      if (!ours) {
        if (!['http:', 'https:', 'mailto:', 'data:'].includes(protocol)) wrong.push(`${name}: ${from} leads to ${protocol}`);
        continue;
      }
      const target = resolve(url);
      if (!target) {
        wrong.push(`${name}: ${from} leads to nothing`);
        continue;
      }
      const fragment = decodeURIComponent(new URL(url).hash.slice(1));
      if (fragment && !found.get(target)?.ids.includes(fragment)) wrong.push(`${name}: ${from} leads to no element of ${target}`);
      if (found.has(target)) edges.get(name).add(target);
    }
  }
  while (queue.length) {
    for (const next of edges.get(queue.pop())) {
      if (!reached.has(next)) {
        reached.add(next);
        queue.push(next);
      }
    }
  }
  for (const name of found.keys()) {
    if (!reached.has(name) && name !== '404.html') wrong.push(`${name}: no way leads from the cover to it`);
  }
  return { wrong, found };
}

for (const [name, dossier] of Object.entries({ own: () => own, hard, empty })) {
  const site = build(dossier());

  test(`${name} dossier: links under a project's path`, async () => {
    const server = await serve({ [HOME]: site });
    const { wrong } = await crawl(site, server.origin + HOME);
    await server.close();
    assert.deepEqual(wrong, []);
  });

  let found;
  test(`${name} dossier: links from file://`, async () => {
    let wrong;
    ({ wrong, found } = await crawl(site, `${pathToFileURL(site).href}/`));
    assert.deepEqual(wrong, []);
  });

  test(`${name} dossier: every path in data/dossier.json leads somewhere`, () => {
    const { sources, arguments: claims, passages, people } = index(site);
    const astray = [...sources, ...claims, ...passages, ...people]
      .map((entry) => entry.path)
      .filter((where) => {
        const [page, fragment] = where.split('#');
        return !found.has(page) || (fragment && !found.get(page).ids.includes(decodeURIComponent(fragment)));
      });
    assert.deepEqual(astray, []);
  });
}

test('a missing page at any depth is in style and leads back, once base_url is known', async () => {
  const roots = {};
  const server = await serve(roots);
  const base = server.origin + HOME;
  roots[HOME] = build(own, '--base-url', base);
  const context = await open(browser);
  for (const missing of ['nothing.html', 'sources/nothing.html', 'a/b/c/nothing']) {
    const page = await watched(context, base);
    const response = await page.goto(base + missing);
    assert.equal(response.status(), 404);
    assert.deepEqual(page.problems.filter((what) => !what.includes(missing) && !what.includes('404 (Not Found)')), []);
    const size = await page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('h1')).letterSpacing));
    assert.ok(size < 0, `${missing}: the stylesheet is not applied`);
    await page.click('main a');
    assert.equal(page.url(), `${base}index.html`);
    await page.close();
  }
  await context.close();
  await server.close();
});
