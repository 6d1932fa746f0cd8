// How soon a search answers, and with how many bytes:
//
//   node measure/search.mjs SITE [WORDS …]
//
// of a built site, from a server that compresses and from one that does not. Each query is asked twice: first on a page
// that was just opened, with nothing kept, and then on a page that has answered others. Without words, it takes some of
// the passages: those in most of them, in about one of a hundred, in one alone, and several together. Times are from the
// last key to the results in sight, with the rest that the page waits for another key; they depend on the machine and
// on what else it does, of which the load is told. Bytes are those on the wire, heads included.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { launch } from '../browser.mjs';
import { index } from '../disk.mjs';

const ROUNDS = 3;
const COMPRESSED = new Set(['.css', '.html', '.js', '.json', '.svg']);
const TYPES = { '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml' };
const [site, ...given] = process.argv.slice(2);
if (!site) throw new Error('say which site: node measure/search.mjs SITE [WORDS …]');

const serve = async (compress) => {
  const packed = new Map();
  const server = http.createServer((request, response) => {
    const file = path.join(site, decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    const type = path.extname(file);
    try {
      let body = packed.get(file) ?? readFileSync(file);
      const encoded = compress && COMPRESSED.has(type);
      if (encoded && !packed.has(file)) packed.set(file, body = gzipSync(body));
      response.writeHead(200, { 'content-type': TYPES[type] ?? 'application/octet-stream', 'cache-control': 'max-age=600', ...(encoded && { 'content-encoding': 'gzip' }) });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
};

/** Words that are in most passages, in one of a hundred, in one, and some together. */
function chosen() {
  const { passages } = index(site);
  const counts = new Map();
  for (const { quote } of passages) {
    for (const word of new Set(quote?.toLowerCase().match(/\p{L}{3,}/gu) ?? [])) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([word]) => word);
  const near = (share) => words.find((word) => counts.get(word) <= passages.length * share);
  const [most, some, few, one] = [words[0], near(0.05), near(0.01), words.at(-1)];
  const quote = passages.find(({ quote: text }) => text?.length > 60).quote.split(/\s+/);
  return [most, words[5], some, few, one, `${most} ${some}`, `${some} ${few}`, quote.slice(0, 3).join(' '), `"${quote.slice(0, 4).join(' ')}"`, some.slice(0, 4)];
}

const queries = (given.length ? given : chosen()).map((words) => ({ words }));
const { words: last } = queries[2 % queries.length];
queries.push({ words: last, narrow: 'kind' }, { words: last, narrow: 'year' });

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const browser = await launch();

/** A page to search on, with what it fetches counted. */
async function opened(origin) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  const fetched = { bytes: 0, files: 0, of: {} };
  const names = new Map();
  network.on('Network.requestWillBeSent', ({ requestId, request }) => names.set(requestId, new URL(request.url).pathname));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    fetched.bytes += encodedDataLength;
    fetched.files += 1;
    const kind = /\.pf_(\w+)$/.exec(names.get(requestId))?.[1] ?? 'page';
    fetched.of[kind] = (fetched.of[kind] ?? 0) + encodedDataLength;
  });
  await page.goto(`${origin}/search.html`, { waitUntil: 'networkidle' });
  const ask = async ({ words, narrow }) => {
    const before = structuredClone(fetched);
    const ms = await page.evaluate(({ words: typed, narrow: facet }) => new Promise((answered) => {
      const form = document.querySelector('.finder');
      for (const select of form.querySelectorAll('select')) select.selectedIndex = select.name === facet ? 1 : 0;
      const output = form.querySelector('output');
      output.value = '';
      const begun = performance.now();
      new MutationObserver((_, observer) => {
        if (!output.value) return;
        observer.disconnect();
        requestAnimationFrame(() => answered(performance.now() - begun));
      }).observe(output, { childList: true, characterData: true, subtree: true });
      form.elements.q.value = typed;
      form.elements.q.dispatchEvent(new Event('input', { bubbles: true }));
    }), { words, narrow });
    await page.locator('.found[aria-busy=false]').waitFor({ state: 'attached' });
    await page.waitForTimeout(300); // what is on its way is counted, too
    const found = await page.locator('.finder output').innerText();
    const of = Object.entries(fetched.of).map(([kind, bytes]) => [kind, bytes - (before.of[kind] ?? 0)]).filter(([, bytes]) => bytes);
    return { ms, bytes: fetched.bytes - before.bytes, files: fetched.files - before.files, found: found.match(/\d+/)?.[0], of };
  };
  return { start: structuredClone(fetched), ask, close: () => context.close() };
}

const kilo = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
for (const compress of [true, false]) {
  const server = await serve(compress);
  const origin = `http://127.0.0.1:${server.address().port}`;
  const { start, close } = await opened(origin);
  const rest = Object.entries(start.of).map(([kind, bytes]) => `${kind} ${kilo(bytes)}`).join(', ');
  console.log(`\n${compress ? 'compressed' : 'as it is'}: the page to search on takes ${kilo(start.bytes)} in ${start.files} files (${rest}); load ${os.loadavg()[0].toFixed(1)}`);
  await close();
  const later = await opened(origin);
  await later.ask({ words: 'xyzzy' });
  console.log(`${'query'.padEnd(44)} ${'found'.padStart(6)}  first: ms  bytes (of)   later: ms  bytes`);
  for (const query of queries) {
    const firsts = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const page = await opened(origin);
      firsts.push(await page.ask(query));
      await page.close();
    }
    const [first] = firsts;
    const warm = await later.ask(query);
    const of = first.of.map(([kind, bytes]) => `${kind} ${kilo(bytes)}`).join(', ');
    console.log(`${`${query.words}${query.narrow ? `, narrowed by ${query.narrow}` : ''}`.slice(0, 44).padEnd(44)} ${String(first.found).padStart(6)}  ${median(firsts.map(({ ms }) => ms)).toFixed(0).padStart(6)} ms ${kilo(first.bytes)} (${of}), later ${warm.ms.toFixed(0)} ms ${kilo(warm.bytes)}`);
  }
  await later.close();
  server.closeAllConnections();
  server.close();
}
await browser.close();
