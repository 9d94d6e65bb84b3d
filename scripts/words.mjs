// Plain English: phrases that no native engineer would say, and the word to use instead. Run by `npm run lint`.
// A rule holds for comments, for visible texts (strings and JSX, whatever is not a comment) or for both. Documents are visible texts.
import fs from 'node:fs';
import path from 'node:path';
import { checkTexts } from './texts.mjs';

const rooms = ['lib', 'app', 'bin', 'components', 'scripts', 'docs'];
const skipped =
  /(?:^|\/)(?:node_modules|recorded|testing|\.next)\/|\.generated\.ts$|\.test\.tsx?$|^docs\/checks\.md$|^docs\/(?:checks|evidence)\/|\/migrations\//;
const isRead = (file) => /\.(?:tsx?|mjs|sh|md)$/.test(file);

/** What is not clean yet. Take a line away once it is. */
const later = {
  texts: ['docs/reference/'],
  comments: [],
};

/** This list itself, what quotes it, and the formatter. */
const exempt = ['scripts/words.mjs', 'docs/glossary.md', 'lib/domain/format.ts'];

/** [what is banned, what to write instead] */
const everywhere = [
  [/\bcould not be told\b/i, 'unknown, could not be determined'],
  [/\banew\b/i, 'again; a machine was reinstalled'],
  [/\btelephones?\b/i, 'phone'],
  [/\bMind: /, 'Warning:'],
  [/\bdeeds?\b/i, 'action, action label'],
  [/\bnobody(?:'s)?\b/i, 'unreferenced, unused, no one'],
  [/\b(?:some|every)body\b/i, 'someone, everyone'],
  [/\bneeds you\b/i, 'needs attention'],
  [/\bcould not know\b/i, 'could not run'],
  [/\bsets? aside\b|\bsetting aside\b|\bset-aside (?:layer|entr)/i, 'quarantine, quarantined'],
  [/\bleft alone\b/i, 'skipped, with its reason'],
  [/\bput (?:it |them |all )?back\b|\bputs (?:it |them )?back\b/i, 'restore'],
  [/\btakes? up and lets? go\b/i, 'adopts and releases'],
  [/\bshield(?:s|ed)?\b|\bspared?\b(?! Devices)/i, 'protect, protected'],
  [/\bnot told by this\b/i, 'needs more input'],
  [/\bthe own\b/i, 'their'],
  [/\bstrangers?\b/i, 'unauthenticated visitor'],
  [
    /\b1 (?:hosts|layers|volumes|containers|images|checks|steps|runs|findings|objects)\b/,
    'counted() of lib/domain/format.ts',
  ],
];

const inTexts = [
  [/\b(?:separated by|between|and) blanks\b|\bblanks between\b/i, 'spaces'],
  [/\bnot known\b/i, 'unknown, with its reason'],
  [/\bwhen you say so\b/i, 'or earlier if you choose'],
  [/\bcould not be looked (?:at|into)\b/i, 'could not be checked, could not be read'],
  [/\bcan come back\b/i, 'reclaimable'],
  [/(?:\d|\}) %(?!\w)/, 'formatPercent() of lib/domain/format.ts: 95.7%'],
  [/\.toLocaleString\('en|'en-(?:US|GB)'/, 'formatNumber() or formatDay() of lib/domain/format.ts'],
];

/** Same length, so that the lines keep their numbers. */
const blanked = (text) => text.replace(/[^\n]/g, ' ');

/** @param {string} file @param {string} source @returns {{ texts: string, comments: string }} both with all lines */
export function partsOf(file, source) {
  if (file.endsWith('.md')) return { texts: source, comments: '' };
  const comment = file.endsWith('.sh') ? /(?<=^|\s)#.*$/gm : /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;
  let comments = '';
  let end = 0;
  const texts = source.replace(comment, (found, at) => {
    comments += blanked(source.slice(end, at)) + found;
    end = at + found.length;
    return blanked(found);
  });
  return { texts, comments: comments + blanked(source.slice(end)) };
}

function* bannedIn(text, rules) {
  for (const [index, line] of text.split('\n').entries()) {
    for (const [pattern, instead] of rules) {
      const found = pattern.exec(line)?.[0];
      if (found) yield `${index + 1}: “${found}”: write ${instead}`;
    }
  }
}

/**
 * @param {{ files: readonly string[], read: (file: string) => string }} repository paths from its top
 * @returns {string[]} complaints
 */
export function checkWords({ files, read }) {
  const complaints = [];
  const isLater = (file, kind) => later[kind].some((room) => file.startsWith(room));
  for (const file of files.filter((each) => !exempt.includes(each))) {
    const { texts, comments } = partsOf(file, read(file));
    const found = [
      ...(isLater(file, 'texts') ? [] : bannedIn(texts, [...everywhere, ...inTexts])),
      ...(isLater(file, 'comments') ? [] : bannedIn(comments, everywhere)),
    ];
    complaints.push(...found.map((complaint) => `${file}:${complaint}`));
  }
  return complaints;
}

function repositoryFiles() {
  const below = rooms.flatMap((room) =>
    fs.readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => path.posix.join(room, name)),
  );
  return [...fs.readdirSync('.'), ...below].filter((file) => isRead(file) && !skipped.test(file)).sort();
}

if (process.argv[1] === import.meta.filename) {
  const repository = { files: repositoryFiles(), read: (file) => fs.readFileSync(file, 'utf8') };
  const complaints = [...checkWords(repository), ...checkTexts(repository)];
  if (complaints.length > 0) {
    console.error(
      `${complaints.join('\n')}\n${complaints.length} phrases to rewrite or to move (scripts/words.mjs, scripts/texts.mjs)`,
    );
    process.exit(1);
  }
}
