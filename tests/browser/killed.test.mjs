// A build that is killed leaves the last site whole: never half of the old one and half of the new.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fingerprint } from './disk.mjs';
import { binary, write } from './dossiers.mjs';

const KILLS = 30;
const SOURCES = 60;

/** Runs a build; kills it, hard, after some milliseconds if those are given. */
const run = (dossier, after_ms) => new Promise((resolve) => {
  const child = spawn(binary, ['build', dossier, '--color', 'never'], { stdio: 'ignore' });
  const timer = after_ms === undefined ? null : setTimeout(() => child.kill('SIGKILL'), after_ms);
  child.on('exit', (code, signal) => {
    clearTimeout(timer);
    resolve({ code, killed: signal === 'SIGKILL' });
  });
});

test(`killed ${KILLS} times at random moments, the site is always whole`, async (t) => {
  const sentence = (n, at) => `Source ${n} says thing ${at}, and then it says more. `;
  const text = (n) => Array.from({ length: 40 }, (_, at) => sentence(n, at)).join('');
  const contents = { 'content/arguments/claim.yaml': { claim: 'Something is said.' } };
  for (let n = 0; n < SOURCES; n += 1) {
    contents[`seeds/${n}.txt`] = text(n);
    contents[`content/sources/source-${n}.yaml`] = {
      seed: `${n}.txt`,
      title: `Source ${n}`,
      passages: [{ quote: text(n).slice(0, 900), arguments: { claim: 'supports' } }],
    };
  }
  const dossier = write(contents);
  const site = path.join(dossier, 'site');
  // Every page carries the dossier's title, so two titles make two sites with no page in common.
  // The search would only lengthen what comes before the site is replaced.
  const retitle = (title) => writeFileSync(path.join(dossier, 'content/dossier.yaml'), `title: ${title}\nsearch: false\n`);

  const clean = [];
  let took_ms = 0;
  for (const title of ['One', 'Two']) {
    retitle(title);
    const begun = performance.now();
    assert.equal((await run(dossier)).code, 0);
    took_ms = performance.now() - begun;
    clean.push(fingerprint(site));
  }
  assert.notEqual(clean[0], clean[1]);

  let killed = 0;
  let replaced = 0;
  let last = clean[1];
  for (let n = 0; n < KILLS; n += 1) {
    retitle(n % 2 ? 'Two' : 'One');
    const moment_ms = Math.random() * took_ms * 1.05;
    killed += (await run(dossier, moment_ms)).killed;
    assert.ok(existsSync(site), `after ${moment_ms.toFixed(1)} ms of ${took_ms.toFixed(0)}, site/ is gone`);
    const now = fingerprint(site);
    assert.ok(clean.includes(now), `after ${moment_ms.toFixed(1)} ms of ${took_ms.toFixed(0)}, site/ is neither the old site nor the new`);
    replaced += now !== last;
    last = now;
  }
  t.diagnostic(`a build takes ${took_ms.toFixed(0)} ms; ${killed} of ${KILLS} were killed, ${replaced} replaced the site`);
  assert.ok(killed >= KILLS / 2, `only ${killed} builds were killed in time`);

  // The first build of all: there is a whole site or none.
  for (let n = 0; n < KILLS / 3; n += 1) {
    rmSync(site, { recursive: true, force: true });
    const moment_ms = Math.random() * took_ms * 1.05;
    await run(dossier, moment_ms);
    if (existsSync(site)) assert.ok(clean.includes(fingerprint(site)), `after ${moment_ms.toFixed(1)} ms, the first site is not whole`);
  }

  retitle('One');
  assert.equal((await run(dossier)).code, 0);
  assert.equal(fingerprint(site), clean[0], 'the next build is as clean as the first');
  assert.deepEqual(readdirSync(dossier).sort(), ['content', 'seeds', 'site'], 'and leaves nothing behind');
});
