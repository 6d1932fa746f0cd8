// A site as it lies on disk: its files, its pages, its index.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The paths of all files below a directory, in order, with `/` between their parts. */
export function files(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}

/** The paths of all pages of a site. */
export const pages = (root) => files(root).filter((name) => name.endsWith('.html'));

/** The index that the site publishes for programs. */
export const index = (root) => JSON.parse(readFileSync(path.join(root, 'data/dossier.json'), 'utf8'));

/** One hash over the names and bytes of all files; it differs as soon as anything does. */
export function fingerprint(root) {
  const hash = createHash('sha256');
  for (const name of files(root)) {
    hash.update(`${name}\0`).update(createHash('sha256').update(readFileSync(path.join(root, name))).digest());
  }
  return hash.digest('hex');
}

/** The kind of a page, which its body names. */
export function kind(root, page) {
  const body = /<body class="page-([a-z-]+)/.exec(readFileSync(path.join(root, page), 'utf8'));
  if (!body) throw new Error(`${page} does not say what kind of page it is`);
  return body[1];
}

/** A page of every kind: the longest one, which has most to go wrong. */
export function samples(root) {
  const longest = new Map();
  for (const page of pages(root)) {
    const { length } = readFileSync(path.join(root, page));
    const name = kind(root, page);
    if (!(longest.get(name)?.length > length)) longest.set(name, { page, length });
  }
  return new Map([...longest].map(([name, { page }]) => [name, page]));
}
