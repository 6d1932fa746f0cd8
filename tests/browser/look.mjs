// What can be wrong with any page: its console, its width, its colours, its numbers, and what axe finds.

import { faults, overflow, watched } from './browser.mjs';

/** Opens a page of the site at `base` and returns what is wrong with it; `deep` asks axe too. */
export async function look(context, base, path, scheme, deep) {
  const page = await watched(context, base);
  try {
    await page.goto(base + path);
    const wrong = [...page.problems];
    const wide = await overflow(page);
    if (wide) wrong.push(wide);
    const dark = await page.evaluate(() => {
      const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
      return r + g + b < 3 * 128;
    });
    if (dark !== (scheme === 'dark')) wrong.push(`the page is ${dark ? 'dark' : 'light'}`);
    const broken = await page.evaluate(() => [...document.querySelectorAll('.number, .argument-ref b')]
      .filter((number) => number.offsetHeight > 1.8 * parseFloat(getComputedStyle(number).fontSize))
      .map((number) => number.textContent));
    if (broken.length) wrong.push(`numbers over two lines: ${broken.join(', ')}`);
    if (deep) wrong.push(...await faults(page));
    return wrong.map((what) => `${path}: ${what}`);
  } finally {
    await page.close();
  }
}
