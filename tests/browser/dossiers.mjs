// The dossiers that the suite looks at: this repository's own, a hard one, and an empty one.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
export const BINARY = process.env.THROUGHLINE || path.join(REPOSITORY, 'target/debug/throughline');

/** A directory that goes when the process ends. */
export function temporary() {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'throughline-test-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Builds a dossier with the real binary into a directory of its own; returns that directory. */
export function build(dossier, ...options) {
  const site = path.join(temporary(), 'site');
  const args = ['build', dossier, '--out', site, '--color', 'never', ...options];
  try {
    execFileSync(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    throw new Error(`\`throughline ${args.join(' ')}\` failed:\n${error.stderr || error.message}`);
  }
  return site;
}

/** Serves a dossier at a port (any free one with 0); gives its address, and how to end it. */
export async function serving(root, port = 0) {
  const server = spawn(BINARY, ['serve', root, '--port', String(port), '--color', 'never'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => server.on('exit', resolve));
  const home = await new Promise((resolve, reject) => {
    let said = '';
    server.stderr.setEncoding('utf8').on('data', (words) => {
      said += words;
      const address = said.match(/serving (http:\S+)/);
      if (address) resolve(address[1]);
    });
    server.on('exit', () => reject(new Error(said)));
  });
  return { home, port: Number(new URL(home).port), end: async (signal = 'SIGTERM') => {
    server.kill(signal);
    await ended;
  } };
}

/** Writes a dossier from a map of paths to texts. JSON is YAML, so objects are written as that. */
export function write(contents) {
  const root = temporary();
  for (const [name, content] of Object.entries(contents)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 1));
  }
  return root;
}

export const binary = BINARY;
export const own = REPOSITORY;

/** Only what is required. */
export const empty = () => write({ 'content/dossier.yaml': { title: 'Empty' } });

/** What must not be found anywhere in the hard dossier's site. */
export const WITHHELD = {
  'a linked source, outside its passages': 'Quokkaword',
  'a linked source, in a passage': 'Numbatword',
  'a linked source, in a translation': 'Dingoword',
  'a source in excerpts, far from its passages': 'Wombatword',
  'a redaction': 'Bilbyword',
};

const STANCES = ['supports', 'disputes', 'reports'];
const ARGUMENTS = 20;
const argument = (n) => `argument-${n % ARGUMENTS}`;
const title300 = 'A title that goes on and on because whoever wrote it could not stop '
  .repeat(5)
  .slice(0, 299)
  .concat('!');

/** 40 passages in one paragraph, most of them overlapping, some nested, some cut inside a word. */
function overlaps() {
  const words = Array.from({ length: 300 }, (_, n) => `word${n}${n % 11 === 0 ? ',' : ''}${n % 23 === 22 ? '.' : ''}`);
  const passages = Array.from({ length: 40 }, (_, n) => {
    const from = n * 6;
    const inner = words.slice(from, from + 12 + (n % 5) * 8).join(' ');
    return {
      id: `overlap-${n}`,
      // Every seventh begins and ends inside a word.
      quote: n % 7 === 6 ? inner.slice(2, -2) : inner,
      // Every fourth bears on two arguments, with two stances.
      arguments: { [argument(n)]: STANCES[n % 3], ...(n % 4 === 3 && { [argument(n + 7)]: STANCES[(n + 1) % 3] }) },
      speaker: n % 2 ? `Speaker ${n % 9}` : undefined,
    };
  });
  return { text: `Before it.\n\n${words.join(' ')}\n\nAfter it, a last paragraph.\n`, passages };
}

const ARABIC = [
  'لا يوجد في التاريخ الحديث سابقة لاعتماد قوة كبرى على أخرى إلى هذا الحد.',
  'قالت الوزيرة إن المفاوضات (2025) لن تستأنف قبل “انسحاب كامل”، وهذا ما رفضته موسكو.',
  'ولذلك فإن التعاون بين البلدين سيستمر في مجالات الطاقة والتجارة والدفاع.',
];

/** Everything that is hard on a page. */
export function hard() {
  const { text, passages } = overlaps();
  const filler = (word) => `Padding ${word} of the kind that every text has plenty of. `.repeat(6);
  const contents = {
    'content/dossier.yaml': {
      title: title300,
      subtitle: `Is ${'a'.repeat(90)} a word? And “<b>this</b>” & that?`,
      description: 'Everything that is hard on a page.',
      language: 'en',
      authors: ['Émile <Ó Briain>', 'علي'],
      license: 'CC-BY-4.0',
      topics: Array.from({ length: 10 }, (_, n) => ({ id: `topic-${n}`, label: n === 3 ? `Topic ${'long '.repeat(20)}` : `Topic ${n}` })),
    },
    'seeds/overlaps.txt': text,
    'content/sources/overlaps.yaml': { seed: 'overlaps.txt', title: title300, date: '2024-02~', passages },
    'seeds/arabic.txt': `${ARABIC.join(' ')}\n\n${ARABIC[2]} ${'كلمة '.repeat(60)}\n`,
    'content/sources/arabic.yaml': {
      seed: 'arabic.txt',
      title: 'الاعتماد المتبادل بين القوى الكبرى',
      author: 'كاتبة',
      language: 'ar',
      date: '2025-03?',
      reliability: 'B',
      credibility: '2',
      passages: [
        { id: 'precedent', quote: ARABIC[0], translation: 'There is no precedent in modern history.', arguments: { 'argument-0': 'supports' } },
        { id: 'withdrawal', quote: `${ARABIC[0].slice(-20)} ${ARABIC[1]}`, speaker: 'الوزيرة', arguments: { 'argument-1': 'disputes' } },
        { id: 'inner', quote: 'انسحاب كامل', arguments: { 'argument-2': 'reports' } },
      ],
    },
    'seeds/chinese.txt': `${'俄罗斯对中国的依赖在现代历史上没有先例，这一点各方都不否认。'.repeat(8)}\n\n这是最后一段，说的是别的事情。\n`,
    'content/sources/chinese.yaml': {
      seed: 'chinese.txt',
      title: '没有先例的依赖',
      language: 'zh-Hans',
      passages: [{ id: 'last', quote: '这是最后一段，说的是别的事情。', arguments: { 'argument-0': 'supports' } }],
    },
    'seeds/one-line.txt': 'One line, and no line end',
    'content/sources/one-line.yaml': {
      seed: 'one-line.txt',
      title: 'One line',
      passages: [{ id: 'all-of-it', quote: 'One line, and no line end', arguments: { 'argument-0': 'reports' } }],
    },
    'seeds/linked.txt': `${filler('Quokkaword')}\n\nThe Numbatword clause is what matters here. ${filler('Quokkaword')}\n`,
    'content/sources/linked.yaml': {
      seed: 'linked.txt',
      title: 'Only linked to',
      url: 'https://example.org/linked',
      archive_url: `https://example.org/${'archive'.repeat(30)}`,
      rights: 'link',
      date: '2023-05-06',
      passages: [{ id: 'clause', quote: 'The Numbatword clause is what matters here.', translation: 'Dingoword', arguments: { 'argument-3': 'supports' } }],
    },
    'seeds/excerpted.txt': `${filler('Wombatword')}\n\n${'plain context word '.repeat(8)}Only these excerpted words may be shown, and some context. ${'plain context word '.repeat(8)}${filler('Wombatword')}\n\n${filler('Wombatword')}\n`,
    'content/sources/excerpted.yaml': {
      seed: 'excerpted.txt',
      title: 'Published in excerpts',
      url: 'https://example.org/excerpted',
      rights: 'excerpts',
      passages: [{ id: 'shown', quote: 'Only these excerpted words may be shown,', arguments: { 'argument-3': 'disputes' } }],
    },
    'seeds/odd.txt': `A heading of its own\n\nSUBSCRIBE to our newsletter <script>alert(1)</script>\n\nHere stands <script>alert("seed")</script> & an unbroken ${'x'.repeat(240)} word, which names Bilbyword in passing.\n\nThe first part of it ends here. Then come words that nobody quotes. The second part\nbegins on another line.\n\n  indented\n\tand tabbed\n`,
    'content/sources/odd.yaml': {
      seed: 'odd.txt',
      title: 'Odd <img src=x onerror=alert(2)> & “ends”',
      headings: ['A heading of its own'],
      omit: ['SUBSCRIBE to our newsletter <script>alert(1)</script>'],
      redact: ['Bilbyword'],
      note: `A note with [[argument-0]], [[odd#parts|a passage]], \`code\`, and a table:\n\n| a | b |\n|---|---|\n| ${'wide '.repeat(30)} | ${'y'.repeat(80)} |\n`,
      passages: [
        { id: 'angle', quote: `Here stands <script>alert("seed")</script> & an unbroken ${'x'.repeat(240)} word`, arguments: { 'argument-4': 'supports' } },
        { id: 'parts', quote: 'The first part of it ends here. […] The second part begins on another line.', arguments: { 'argument-4': 'supports', 'argument-5': 'disputes' }, note: 'In two parts.' },
        { id: 'uncoded', quote: 'Then come words that nobody quotes.' },
      ],
    },
    'seeds/marked-up.md': '# A Markdown heading\n\nWith *emphasised words inside* a passage, a [link](https://example.org/x) and `code`.\n\n- one item\n- another item with **strong** words\n\n> A quotation inside.\n\n| head | wide |\n|---|---|\n| cell | ' + 'w'.repeat(150) + ' |\n\n```\nsome code that is long enough to run out of a narrow screen if nothing wraps it at all, really\n```\n',
    'content/sources/marked-up.yaml': {
      seed: 'marked-up.md',
      title: 'Marked up',
      passages: [
        { id: 'emphasised', quote: 'With emphasised words inside a passage', arguments: { 'argument-5': 'reports' } },
        { id: 'item', quote: 'another item with strong words', arguments: { 'argument-5': 'supports' } },
      ],
    },
    'content/judgments.yaml': [
      { text: 'It is [[argument-0]] that holds.', likelihood: 'very likely', confidence: 'low', basis: ['overlaps#overlap-0', 'linked#clause'], against: ['arabic#withdrawal'] },
      { text: 'A judgment without measures.' },
    ],
    'content/events.yaml': [
      { date: '1969', title: 'A year', passages: ['overlaps#overlap-3'] },
      { date: '2025-02~', title: `A title ${'z'.repeat(120)}`, passages: ['linked#clause', 'arabic#inner'] },
      { date: '2024-02-29', title: 'A day' },
    ],
    'content/pages/brief.md': '---\ntitle: The brief\n---\n\n## Once\n\nSee [[argument-1]] and [[overlaps#overlap-1]].[^1]\n\n## Once\n\nAgain, [[linked#clause]].\n\n[^1]: A footnote.\n',
  };
  for (let n = 0; n < ARGUMENTS; n += 1) {
    contents[`content/arguments/argument-${n}.yaml`] = {
      claim: n === 2 ? `A claim with ${'q'.repeat(130)} in it, & <em>markup</em>.` : `The claim number ${n} holds for every case that anybody has looked at.`,
      label: n === 2 ? 'q'.repeat(60) : `Argument ${n}`,
      topic: `topic-${n % 10}`,
      analysis: n === 0 ? 'It rests on [[overlaps#overlap-0|one passage]] and on [[linked#clause]].' : undefined,
      relations: n ? { supports: [argument(n - 1)], attacks: n > 3 ? ['argument-1'] : [] } : undefined,
    };
  }
  return write(contents);
}

/** More than one table or one page holds: an argument that every source speaks of, and many others. */
export function large(sources = 520, all = 60, about = {}) {
  const contents = {
    'content/dossier.yaml': { title: 'A large dossier', topics: [0, 1, 2].map((n) => ({ id: `topic-${n}`, label: `Topic ${n}` })), ...about },
    'content/events.yaml': [{ date: '1969', title: 'Long ago', passages: ['source-0#words-0'] }],
  };
  for (let n = 0; n < all; n += 1) {
    contents[`content/arguments/argument-${n}.yaml`] = { claim: `Claim number ${n} holds.`, label: `Claim ${n}`, topic: `topic-${n % 3}`, recurs: false, relations: n % 4 ? { supports: [`argument-${Math.floor(n / 2)}`], attacks: [`argument-${(n * 7 + 3) % all}`] } : undefined };
  }
  for (let n = 0; n < sources; n += 1) {
    const words = [0, 1, 2, 3].map((p) => `Sentence ${p} of text ${n} says so.`);
    contents[`seeds/${n}.txt`] = words.join('\n\n');
    contents[`content/sources/source-${n}.yaml`] = {
      seed: `${n}.txt`,
      title: `Source ${n}`,
      date: `${2001 + (n % 20)}-${String((n % 12) + 1).padStart(2, '0')}`,
      publisher: `Publisher ${n % 60}`,
      passages: words.map((quote, p) => ({
        id: `words-${p}`,
        quote,
        speaker: p === 1 ? `Speaker ${n % 40}` : undefined,
        arguments: { [`argument-${p ? (n * 7 + p * 13) % all : 0}`]: STANCES[(n + p) % 3] },
      })),
    };
  }
  return write(contents);
}
