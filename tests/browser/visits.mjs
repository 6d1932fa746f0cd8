// A browser and a server for the tests of a file, and visits on which nothing may go wrong.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { launch, open, watched } from './browser.mjs';
import { serve } from './server.mjs';

/**
 * Serves `roots`, a directory for each path, while the tests of a file run. The function that it
 * returns opens a page (an address, or a path below the first of them), does something with it,
 * and fails when anything went wrong there, such as a request to anywhere else; `width`,
 * `colorScheme` and what else a window can be told are options.
 */
export function visits(roots = {}) {
  const [first = '/'] = Object.keys(roots);
  let browser;
  let server;
  before(async () => {
    browser = await launch();
    server = await serve(roots);
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  const address = (where = '') => new URL(where, server.origin + first).href;
  const on = async (where, act, { width = 1440, colorScheme = 'light', ...more } = {}) => {
    const context = await open(browser, width, colorScheme, more);
    const to = address(where);
    const home = Object.keys(roots).map(address).find((root) => to.startsWith(root)) ?? 'file:';
    const page = await watched(context, home);
    await page.goto(to);
    await act(page);
    assert.deepEqual(page.problems, []);
    await context.close();
  };
  return Object.assign(on, { address });
}
