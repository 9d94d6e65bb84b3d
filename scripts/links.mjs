// What a document or a comment points to has to be there: relative links, `docs/….md#heading` and `lib/some/file.ts` in documents, and
// `docs/….md#heading` in comments of the code. It also refuses names without a place, such as the number of a section in a document that
// is not in the repository.
// Run by `npm run lint`; no address outside the repository is looked at.
import fs from 'node:fs';
import path from 'node:path';

const rooms = ['docs', 'lib', 'app', 'bin', 'components', 'scripts', 'test', 'lab', 'bench', 'fixtures'];
const skipped = /(?:^|\/)(?:node_modules|recorded|corpus|samples|\.next)\/|\.generated\.ts$/;
const isCode = (file) => /\.(?:tsx?|mjs|sh)$/.test(file);
const isDocument = (file) => file.endsWith('.md');

/** [what it looks like, what to write instead] */
const withoutPlace = [
  [/\b(?:docker|containerd)-on-disk(?:\.md)?,? (?:section )?\d/, 'docs/reference/docker-on-disk.md#heading'],
  [
    /(?<!docs\/reference\/)\b(?:docker-on-disk|containerd-on-disk|guard-lessons|platforms|health-checks|traps)\.md\b/,
    'docs/reference/….md#heading',
  ],
  [
    /(?<![\w-])(?:interfaces|wording|style|stack|migration|watching-and-packaging|(?:review|security|ux)-findings)\.md\b|\bfield\/cases\b/,
    'a document of this repository, or a comment that stands alone',
  ],
  [/\bDESIGN\b(?= (?:section )?\d| section)/, 'docs/architecture.md#heading'],
  [/\bseeds? 0\d\d\b/, 'what it is: “an answer in a forum”, “a pasted docker info”'],
  [/(?<!#)\blaws? \d\b/i, 'docs/architecture.md#law-1'],
];

/** Numbers of a list, which may stand alone where the file says once which list. */
const numbered = [
  [/(?<![\w#-])G\d{1,2}\b/, 'docs/reference/guard-lessons.md'],
  [/(?<![\w#-])R[1-7]\b/, 'docs/reference/docker-on-disk.md'],
  [/(?<![#-])\btraps? \d+/i, 'docs/reference/traps.md'],
];

/** @param {string} text @returns {Set<string>} the anchors as GitHub makes them */
export function anchorsOf(text) {
  const anchors = new Set();
  let isFenced = false;
  for (const line of text.split('\n')) {
    if (/^\s*(?:```|~~~)/.test(line)) isFenced = !isFenced;
    if (isFenced) continue;
    for (const [, id] of line.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = slug;
    for (let number = 1; anchors.has(anchor); number += 1) anchor = `${slug}-${number}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Lines that are a comment, or the comment behind a line of code; the code itself is not read. */
function* commentsOf(text) {
  for (const [index, line] of text.split('\n').entries()) {
    const comment = /^\s*(?:\/\/|\/\*|\*|#)/.test(line) ? line : /\s(?:\/\/|#)\s.*$|\/\*.*$/.exec(line)?.[0];
    if (comment) yield { line: index + 1, words: comment };
  }
}

/** Fenced blocks hold samples. */
function* linesOf(text) {
  let isFenced = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:```|~~~)/.test(line)) isFenced = !isFenced;
    else if (!isFenced) yield { line: index + 1, words: line };
  }
}

const citation = /(?<![\w./-])docs\/[\w./-]*\.md(?:#[\w-]+)?/g;
/** Evidence is dated: it names files as they were called then. */
const namesFiles = (file) => isDocument(file) && !file.startsWith('docs/evidence/');
const sourceFile = new RegExp(`\`((?:${rooms.join('|')})/[\\w./-]+)\``, 'g');
const link = /\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;

/**
 * @param {{ files: readonly string[], read: (file: string) => string, exists: (file: string) => boolean }} repository paths from its top
 * @returns {string[]} complaints
 */
export function checkLinks({ files, read, exists }) {
  const anchors = new Map();
  const has = (file, anchor) => {
    if (!anchors.has(file)) anchors.set(file, anchorsOf(read(file)));
    return anchors.get(file).has(anchor);
  };
  const broken = (target) => {
    const [file = '', anchor] = target.split('#');
    if (!exists(file)) return `${file} is not there`;
    return anchor && isDocument(file) && !has(file, anchor) ? `${file} has no heading #${anchor}` : null;
  };
  return files.flatMap((file) => {
    const text = read(file);
    const complaints = [];
    const say = (line, what) => complaints.push(`${file}:${line}: ${what}`);
    for (const { line, words } of isDocument(file) ? linesOf(text) : commentsOf(text)) {
      const targets = [...words.matchAll(citation)].map(([found]) => found);
      if (isDocument(file)) {
        for (const [, target = ''] of words.matchAll(link)) {
          if (/^[a-z][a-z+.-]*:/i.test(target)) continue;
          targets.push(target.startsWith('#') ? file + target : path.posix.join(path.posix.dirname(file), target));
        }
      }
      if (namesFiles(file)) targets.push(...[...words.matchAll(sourceFile)].map(([, name = '']) => name));
      for (const target of new Set(targets)) {
        const why = broken(target);
        if (why !== null) say(line, why);
      }
      const plain = isDocument(file) ? words.replaceAll(link, ']') : words;
      for (const [pattern, instead] of withoutPlace) {
        const found = pattern.exec(plain)?.[0];
        if (found) say(line, `“${found}” leads nowhere; write ${instead}`);
      }
      for (const [pattern, list] of numbered) {
        const found = pattern.exec(plain)?.[0];
        if (found && file !== list && !text.includes(path.posix.basename(list)))
          say(line, `“${found}” leads nowhere; cite ${list}`);
      }
    }
    return complaints;
  });
}

function repositoryFiles() {
  const below = rooms.flatMap((room) =>
    fs.readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => path.posix.join(room, name)),
  );
  return [...fs.readdirSync('.'), ...below]
    .filter((file) => (isCode(file) || isDocument(file)) && !skipped.test(file))
    .filter((file) => fs.statSync(file).isFile())
    .sort();
}

if (process.argv[1] === import.meta.filename) {
  const complaints = checkLinks({
    files: repositoryFiles(),
    read: (file) => fs.readFileSync(file, 'utf8'),
    exists: (file) => fs.existsSync(file),
  });
  if (complaints.length > 0) {
    console.error(`${complaints.join('\n')}\n${complaints.length} lead nowhere (scripts/links.mjs)`);
    process.exit(1);
  }
}
