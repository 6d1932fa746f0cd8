// The data files, read by what other people wrote for their formats. No browser is needed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { parse as parseCsv } from 'csv-parse/sync';
import jsonld from 'jsonld';
import { build, own, write } from './dossiers.mjs';

const require = createRequire(import.meta.url);
const HOSTILE = '=1+1, "quoted" \\ [x]: {a: b} } <y> === // no comment /* */ # @z *b* _i_ :smile: U.S.A. -> +> \u{1f600} é';
const dossier = write({
  'content/dossier.yaml': { title: HOSTILE, authors: [HOSTILE, 'B'], topics: [{ id: 't', label: HOSTILE }] },
  'seeds/a.txt': `Before it.\n\n${HOSTILE} is said,\r\nand ‘more’ of it. Some words, left out, are here. After it.\n`,
  'seeds/b.md': 'Some *marked* words, [linked](https://example.org/x) and said.\n',
  'seeds/d.txt': 'He named Nobody Atall, and left.\n',
  'content/sources/d.yaml': { seed: 'd.txt', title: 'D', redact: ['Nobody Atall'], passages: [{ quote: 'He named █████, and left', arguments: { two: 'supports' } }] },
  'seeds/c.txt': 'Words that may not be shown.\n',
  'content/sources/a.yaml': {
    seed: 'a.txt', title: HOSTILE, author: [HOSTILE], publisher: HOSTILE, date: '2025-02~', url: 'https://example.org/a?b=c&d',
    passages: [
      { quote: `${HOSTILE} is said, and ‘more’`, id: 'p', arguments: { one: 'supports', two: 'disputes' }, speaker: HOSTILE, translation: HOSTILE },
      { quote: 'Some words […] are here', arguments: { one: 'reports' } },
      { quote: 'After it', arguments: {} },
    ],
  },
  'content/sources/b.yaml': { seed: 'b.md', title: 'B', date: '2025-02-03', passages: [{ quote: 'marked words', arguments: { two: 'supports' } }] },
  'content/sources/c.yaml': { seed: 'c.txt', title: 'C', rights: 'link', passages: [{ quote: 'may not be shown', arguments: { two: 'supports' }, translation: 'darf nicht' }] },
  'content/arguments/one.yaml': { claim: HOSTILE, label: HOSTILE, topic: 't', relations: { supports: ['two'], attacks: ['три'] } },
  'content/arguments/two.yaml': { claim: `- ${HOSTILE}`, relations: { attacks: ['one'] } },
  'content/arguments/три.yaml': { claim: '1. A claim: "in" (parts), [that] ends so.', recurs: false },
});
const sites = [build(dossier), build(dossier, '--base-url', 'https://example.org/some/brief'), build(own)];
const read = (site, name) => readFileSync(path.join(site, 'data', name), 'utf8');
const plain = (text) => text.replace(/\s+/gu, ' ').trim();

test('CSV is that of RFC 4180, with a row a passage and argument', () => {
  for (const site of sites) {
    const text = read(site, 'passages.csv');
    // Strict: as many cells in each row, and no quotation mark out of its place.
    const rows = parseCsv(text, { columns: true, relax_quotes: false, record_delimiter: '\r\n' });
    const { passages, sources } = JSON.parse(read(site, 'dossier.json'));
    const expected = passages.flatMap((passage) => (passage.arguments.length ? passage.arguments : [{ id: '', stance: '' }])
      .map(({ id, stance }) => [passage.source, passage.id, String(passage.start), passage.quote ?? '', passage.translation ?? '', id, stance]));
    const found = rows.map((row) => [row.source, row.passage, row.start, ...[row.quote, row.translation].map((cell) => cell.replace(/^'(?=[=+\-@])/, '')), row.argument, row.stance]);
    assert.deepEqual(found, expected);
    assert.deepEqual(new Set(rows.map((row) => row.source)), new Set(sources.map(({ id }) => id)));
    // What a spreadsheet would run is text.
    for (const row of rows) for (const cell of Object.values(row)) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
  }
  assert.match(read(sites[0], 'passages.csv'), /^source,title,/);
});

// The terms of the W3C's context that the file uses. Safe mode refuses any other.
const id = (name) => ({ '@id': name, '@type': '@id' });
const number = (name) => ({ '@id': name, '@type': 'xsd:nonNegativeInteger' });
const CONTEXT = {
  oa: 'http://www.w3.org/ns/oa#', as: 'http://www.w3.org/ns/activitystreams#', dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/', dctypes: 'http://purl.org/dc/dcmitype/', foaf: 'http://xmlns.com/foaf/0.1/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#', rdfs: 'http://www.w3.org/2000/01/rdf-schema#', xsd: 'http://www.w3.org/2001/XMLSchema#',
  id: '@id', type: '@type',
  Annotation: 'oa:Annotation', AnnotationCollection: 'as:OrderedCollection', AnnotationPage: 'as:OrderedCollectionPage',
  SpecificResource: 'oa:SpecificResource', TextualBody: 'oa:TextualBody', Text: 'dctypes:Text',
  TextQuoteSelector: 'oa:TextQuoteSelector', TextPositionSelector: 'oa:TextPositionSelector',
  linking: 'oa:linking', tagging: 'oa:tagging', highlighting: 'oa:highlighting',
  body: id('oa:hasBody'), target: id('oa:hasTarget'), source: id('oa:hasSource'), selector: id('oa:hasSelector'),
  scope: id('oa:hasScope'), via: id('oa:via'), creator: id('dcterms:creator'), first: id('as:first'),
  items: { '@id': 'as:items', '@type': '@id', '@container': '@list' },
  motivation: { '@id': 'oa:motivatedBy', '@type': '@vocab' }, purpose: { '@id': 'oa:hasPurpose', '@type': '@vocab' },
  format: 'dc:format', language: 'dc:language', value: 'rdf:value', exact: 'oa:exact', prefix: 'oa:prefix', suffix: 'oa:suffix',
  name: 'foaf:name', label: 'rdfs:label', start: number('oa:start'), end: number('oa:end'),
  total: number('as:totalItems'), startIndex: number('as:startIndex'),
};
const OA = 'http://www.w3.org/ns/oa#';

test('annotations are those of the W3C, and name places and pages that are there', async () => {
  const documentLoader = async (url) => {
    assert.equal(url, 'http://www.w3.org/ns/anno.jsonld');
    return { document: { '@context': CONTEXT }, documentUrl: url };
  };
  for (const [number, site] of sites.entries()) {
    const document = JSON.parse(read(site, 'annotations.jsonld'));
    const base = 'https://example.org/some/brief/data/annotations.jsonld';
    const [collection] = await jsonld.expand(document, { base, documentLoader, safe: true });
    assert.equal(collection['@id'], base);
    const items = collection['http://www.w3.org/ns/activitystreams#first'][0]['http://www.w3.org/ns/activitystreams#items'][0]['@list'];
    assert.equal(items.length, document.total);
    assert.equal(new Set(items.map((item) => item['@id'])).size, items.length);
    const { passages, sources } = JSON.parse(read(site, 'dossier.json'));
    const seeds = new Map(sources.map(({ sha256, seed, rights }) => [`nih:sha-256;${sha256}`, { seed, rights }]));
    for (const item of items) {
      assert.deepEqual(item['@type'], [`${OA}Annotation`]);
      for (const body of item[`${OA}hasBody`] ?? []) {
        const about = body[`${OA}hasSource`];
        if (about) assertPage(site, about[0]['@id']);
      }
      for (const target of item[`${OA}hasTarget`]) {
        assertPage(site, target[`${OA}hasScope`][0]['@id']);
        const source = target[`${OA}hasSource`][0]['@id'];
        const selectors = target[`${OA}hasSelector`];
        // Where words are redacted, the text that is named is the page.
        if (source.startsWith('https:')) {
          assertPage(site, source);
          assert.deepEqual(selectors.map((selector) => selector[`${OA}exact`][0]['@value']), ['He named █████, and left']);
          continue;
        }
        const { seed, rights } = seeds.get(source);
        const at = (name) => selectors.find((selector) => selector[`${OA}${name}`])?.[`${OA}${name}`][0]['@value'];
        assert.equal(at('exact') === undefined, rights === 'link');
        if (rights === 'link') continue;
        const text = [...readFileSync(path.join(number < 2 ? dossier : own, 'seeds', seed), 'utf8').replace(/^\ufeff/, '')];
        const words = (from, to) => text.slice(from, to).join('');
        const [start, end] = [at('start'), at('end')].map(Number);
        assert.equal(words(start, end), at('exact'));
        const [prefix, suffix] = [at('prefix') ?? '', at('suffix') ?? ''];
        assert.equal(words(start - [...prefix].length, start), prefix);
        assert.equal(words(end, end + [...suffix].length), suffix);
      }
    }
    assert.equal(items.flatMap((item) => item[`${OA}hasBody`] ?? []).length, 2 * passages.flatMap((passage) => passage.arguments).length);
  }
});

function assertPage(site, address) {
  const below = address.replace('https://example.org/some/brief/', '');
  assert.notEqual(below, address);
  const [page, fragment] = below.split('#');
  const html = readFileSync(path.join(site, decodeURI(page)), 'utf8');
  if (fragment) assert(html.includes(`id="${decodeURI(fragment)}"`), address);
}

// The parser alone: the whole of Argdown brings what draws maps.
function argdown(text) {
  const part = (name) => require(`@argdown/core/dist/${name}.js`);
  const app = new (part('ArgdownApplication').ArgdownApplication)();
  app.addPlugin(new (part('plugins/ParserPlugin').ParserPlugin)(), 'parse-input');
  app.addPlugin(new (part('plugins/DataPlugin').DataPlugin)(), 'build-model');
  app.addPlugin(new (part('plugins/ModelPlugin').ModelPlugin)(), 'build-model');
  return app.run({ input: text, process: ['parse-input', 'build-model'], throwExceptions: true });
}

test('Argdown has every claim as it is written, and every relation', () => {
  for (const site of sites) {
    const { lexerErrors, parserErrors, statements, relations, frontMatter, sections } = argdown(read(site, 'arguments.argdown'));
    assert.deepEqual([lexerErrors, parserErrors], [[], []]);
    const { title, arguments: claims } = JSON.parse(read(site, 'dossier.json'));
    assert.equal(frontMatter.title, title);
    assert.deepEqual(Object.keys(statements).sort(), claims.map((claim) => claim.id).sort());
    for (const claim of claims) {
      const statement = statements[claim.id];
      const [text, ...others] = statement.members.map((member) => member.text).filter(Boolean);
      assert.deepEqual([plain(text), others], [plain(claim.claim), []]);
      assert.deepEqual(statement.data, { label: plain(claim.label), path: claim.path, sources: claim.sources, passages: claim.passages });
    }
    const found = relations.map((relation) => `${relation.from.title} ${relation.relationType} ${relation.to.title}`);
    const expected = claims.flatMap((claim) => claim.relations
      .map(({ kind, argument }) => `${claim.id} ${{ supports: 'support', attacks: 'attack' }[kind]} ${argument}`));
    assert.deepEqual(found.sort(), expected.sort());
    if (site === sites[0]) assert.deepEqual(sections.map((section) => plain(section.title ?? '')), [plain(HOSTILE)]);
  }
});

test('RIS is read, a record a source', () => {
  const { parse } = require('astrocite-ris');
  for (const site of sites) {
    const { sources } = JSON.parse(read(site, 'dossier.json'));
    const items = parse(read(site, 'sources.ris'));
    assert.deepEqual(items.map((item) => plain(item.title)), sources.map((source) => plain(source.title)));
  }
});
