// Chromium, and what must never happen in it: errors, failed requests, requests to somebody else.

import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

export const WIDTHS = [390, 768, 1440];
export const SCHEMES = ['light', 'dark'];

const HEIGHT = { 390: 844, 768: 1024, 1440: 900 };

/** Starts the Chromium that $CHROMIUM names, or one of Debian's. */
export function launch() {
  const { CHROMIUM } = process.env;
  const places = CHROMIUM ? [CHROMIUM] : ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
  const executablePath = places.find(existsSync);
  if (!executablePath) throw new Error(`there is no ${places.join(' and no ')}: set CHROMIUM`);
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--no-first-run',
    ],
  });
}

/** A window of a certain width and colour scheme. */
export const open = (browser, width = 1440, colorScheme = 'light', more = {}) =>
  browser.newContext({ viewport: { width, height: HEIGHT[width] }, colorScheme, ...more });

/** A page that notes in `page.problems` whatever goes wrong; `home` is where requests may go. */
export async function watched(context, home) {
  const page = await context.newPage();
  const problems = [];
  const ours = (url) => url.startsWith('data:') || url.startsWith(home);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('requestfailed', (request) => {
    // An icon that was still on its way when the page was left has not failed.
    const { errorText } = request.failure();
    if (errorText !== 'net::ERR_ABORTED') problems.push(`failed: ${request.url()} (${errorText})`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    if (!ours(request.url())) problems.push(`asks somebody else: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.problems = problems;
  return page;
}

/** How many pixels the page is wider than its window, and what sticks out first. */
export const overflow = (page) => page.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return null;
  const inside = (node) => {
    for (let up = node.parentElement; up; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== 'visible') return true;
    }
    return false;
  };
  const widest = [...document.body.querySelectorAll('*')]
    .filter((node) => node.getBoundingClientRect().right > clientWidth + 0.5 && !inside(node))
    .map((node) => node.outerHTML.slice(0, 120));
  return `${scrollWidth - clientWidth} px too wide: ${widest[0] ?? 'nothing in particular'}`;
});

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe finds against WCAG 2.2 A and AA and against its own advice: in the whole page or in
 * what `within` selects, by all those rules or by `rules` alone.
 */
export async function faults(page, { within, rules } = {}) {
  const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: WCAG };
  // Elements are described of what is wrong only: of all the others that takes most of the time.
  const options = { runOnly, resultTypes: ['violations'] };
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    ([where, how]) => window.axe.run(where ?? document, how),
    [within, options],
  );
  return violations.map(({ id, nodes }) => {
    const [{ html, failureSummary }] = nodes;
    return `axe ${id} (${nodes.length}): ${html.slice(0, 200)} — ${failureSummary.replace(/\s+/g, ' ')}`;
  });
}
