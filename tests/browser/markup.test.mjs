// Every page is valid HTML by html-validate's recommended rules.

import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { pages } from './disk.mjs';
import { build, empty, hard, own } from './dossiers.mjs';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // HTML allows every character but white space in an id; ours hold `.`, and `/` in the one document.
    'valid-id': ['error', { relaxed: true }],
    // A record of RIS ends with `ER  - `, and its last space belongs to it.
    'no-trailing-whitespace': 'off',
    // Titles are cut at 62 characters; the rule counts `&amp;` as five, so its 70 are too few.
    'long-title': ['error', { maxlength: 90 }],
  },
});

for (const [name, dossier] of Object.entries({ own: () => own, hard, empty })) {
  test(`${name} dossier`, async () => {
    const site = build(dossier());
    const wrong = [];
    for (const page of pages(site)) {
      for (const { messages } of (await validator.validateFile(path.join(site, page))).results) {
        wrong.push(...messages.map((m) => `${page}:${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
      }
    }
    assert.deepEqual(wrong, []);
  });
}
