// Pictures of the pages that matter, to be looked at: `npm run shots`, into shots/ (not in git).
//
//   npm run shots                    all of them
//   npm run shots -- source-1440     those whose name holds these letters

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SCHEMES, WIDTHS, launch, open } from './browser.mjs';
import { index, samples } from './disk.mjs';
import { build, hard, own } from './dossiers.mjs';

const HEIGHT_MAX = 2600;
const wanted = process.argv[2] ?? '';
const out = fileURLToPath(new URL('shots/', import.meta.url));
mkdirSync(out, { recursive: true });

const [mine, difficult] = [build(own), build(hard())];
const of = samples(mine);

/** A passage that overlaps the one before it, where the marks are hardest to read. */
const { passages } = index(mine);
const crossing = passages.find((passage, n) => {
  const before = passages[n - 1];
  return before?.source === passage.source && before.end > passage.start;
}) ?? passages[0];

const subjects = {
  cover: [mine, 'index.html'],
  source: [mine, crossing.path.split('#')[0]],
  overlap: [mine, crossing.path],
  argument: [mine, of.get('argument')],
  arguments: [mine, 'arguments/index.html'],
  matrix: [mine, 'matrix.html'],
  map: [mine, 'map.html'],
  compare: [mine, of.get('compare')],
  timeline: [mine, 'timeline.html'],
  sources: [mine, 'sources/index.html'],
  people: [mine, 'people/index.html'],
  person: [mine, of.get('person')],
  prose: [mine, of.get('prose')],
  document: [mine, 'print.html'],
  'hard-cover': [difficult, 'index.html'],
  'hard-overlaps': [difficult, 'sources/overlaps.html'],
  'hard-arabic': [difficult, 'sources/arabic.html'],
  'hard-odd': [difficult, 'sources/odd.html'],
};

const browser = await launch();
for (const width of WIDTHS) {
  for (const scheme of SCHEMES) {
    const context = await open(browser, width, scheme);
    const page = await context.newPage();
    for (const [name, [site, where]] of Object.entries(subjects)) {
      const shot = `${name}-${width}-${scheme}.png`;
      if (!shot.includes(wanted)) continue;
      await page.goto(`${pathToFileURL(site).href}/${where}`);
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      // An address with a fragment shows what its reader sees first.
      const clip = { x: 0, y: 0, width, height: Math.min(height, HEIGHT_MAX) };
      await page.screenshot({ path: path.join(out, shot), ...(where.includes('#') ? {} : { fullPage: true, clip }) });
    }
    await context.close();
  }
}
const context = await open(browser);
const page = await context.newPage();
for (const [name, [site, where]] of Object.entries(subjects)) {
  if (!`print-${name}`.includes(wanted) || where.includes('#')) continue;
  await page.goto(`${pathToFileURL(site).href}/${where}`);
  const file = path.join(out, `print-${name}.pdf`);
  await page.pdf({ path: file, format: 'A4', preferCSSPageSize: true });
  execFileSync('pdftoppm', ['-png', '-r', '70', '-l', '3', file, path.join(out, `print-${name}`)]);
  rmSync(file);
}
await browser.close();
console.log(`the pictures are in ${out}`);
