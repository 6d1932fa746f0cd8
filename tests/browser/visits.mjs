// A browser and a server for the tests of a file, and visits on which nothing may go wrong.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { launch, open, watched } from './browser.mjs';
import { serve } from './server.mjs';

/**
 * Serves `roots`, a directory for each path, while the tests of a file run. The function that it
 * returns opens a page (an address, or a path on that server), does something with it, and fails
 * when anything went wrong there; `width`, `colorScheme` and what else a window can be told are
 * options.
 */
export function visits(roots) {
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
  const on = async (where, act, { width = 1440, colorScheme = 'light', ...more } = {}) => {
    const context = await open(browser, width, colorScheme, more);
    const address = new URL(where, server.origin).href;
    const page = await watched(context, address.startsWith('file:') ? 'file:' : server.origin);
    await page.goto(address);
    await act(page);
    assert.deepEqual(page.problems, []);
    await context.close();
  };
  on.site = (root) => roots[root];
  /** The address of what stands below a path. */
  on.address = (where) => new URL(where, server.origin).href;
  return on;
}
