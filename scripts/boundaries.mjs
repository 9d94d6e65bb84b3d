// The table of docs/architecture.md#rooms: which room may import which. A sub-room (facts/parsers) wins over its room (facts).
// Run by `npm run lint`. Tests may import anything they test with.
import fs from 'node:fs';
import path from 'node:path';

const all = [
  'domain',
  'shell',
  'platforms',
  'hosts',
  'facts',
  'health',
  'actions',
  'runs',
  'demo',
  'monitor',
  'access',
  'store',
  'usecases',
];
const pure = { packages: ['zod'], node: ['node:crypto', 'node:buffer'] };

/** room → rooms of lib it may import, packages, node modules ('*' = any) */
const rooms = {
  domain: { rooms: [], packages: ['zod'], node: ['node:crypto'] },
  shell: { rooms: ['domain'], ...pure },
  platforms: { rooms: ['domain', 'shell'], ...pure },
  hosts: { rooms: ['domain', 'shell', 'platforms'], packages: ['ssh2', 'dockerode', 'docker-modem', 'zod'], node: '*' },
  'facts/parsers': { rooms: ['domain', 'platforms', 'facts/parsers'], ...pure },
  'facts/views': { rooms: ['domain', 'facts/parsers', 'facts/views'], ...pure },
  'facts/collectors': { rooms: ['domain', 'shell', 'platforms', 'facts/parsers', 'facts/collectors'], ...pure },
  facts: {
    rooms: ['domain', 'shell', 'platforms', 'facts/parsers', 'facts/views', 'facts/collectors', 'facts'],
    packages: ['zod'],
    node: ['node:crypto', 'node:zlib', 'node:util', 'node:buffer'],
  },
  health: { rooms: ['domain', 'platforms', 'facts/views', 'facts/parsers', 'health'], ...pure },
  // An op says what it does to a demo host's copy; that room can reach nothing, so it brings nothing along.
  'actions/ops': { rooms: ['domain', 'shell', 'platforms', 'demo', 'actions/ops', 'actions/guards'], ...pure },
  'actions/guards': { rooms: ['domain', 'shell', 'platforms', 'facts/views', 'actions/guards'], ...pure },
  actions: {
    rooms: ['domain', 'shell', 'platforms', 'facts/views', 'actions', 'actions/ops', 'actions/guards'],
    ...pure,
  },
  runs: {
    rooms: [
      'domain',
      'shell',
      'platforms',
      'hosts',
      'actions',
      'actions/ops',
      'actions/guards',
      'facts',
      'facts/views',
      'facts/parsers',
      'monitor',
      'runs',
    ],
    packages: ['zod'],
    node: ['node:crypto', 'node:fs', 'node:path', 'node:url', 'node:timers', 'node:events'],
  },
  // No hosts, no runs, no shell: a demo host cannot reach anything, because its room cannot.
  demo: { rooms: ['domain', 'facts/views', 'demo'], packages: ['zod'], node: [] },
  // Pure policy: what is due, what to expect, what to say. Clock and chance come in as arguments; channels are handed in what they send.
  monitor: { rooms: ['domain', 'monitor'], packages: ['zod', 'croner'], node: ['node:crypto'] },
  // Only a channel reaches anything, and nothing else of Bilge from there.
  'monitor/channels': { rooms: ['domain', 'monitor'], packages: ['zod', 'nodemailer', 'mqtt'], node: '*' },
  access: { rooms: ['domain', 'store', 'access'], packages: ['zod', '@node-rs/argon2', 'otpauth'], node: '*' },
  store: { rooms: ['domain', 'store'], packages: ['better-sqlite3', 'zod'], node: '*' },
  usecases: {
    rooms: [
      ...all,
      'usecases',
      'facts/collectors',
      'facts/parsers',
      'facts/views',
      'actions/guards',
      'actions/ops',
      'monitor/channels',
    ],
    packages: '*',
    node: '*',
  },
  components: { rooms: ['domain'], packages: '*', node: [], other: ['components'] },
  app: { rooms: ['domain', 'usecases', 'access'], packages: '*', node: '*', other: ['components', 'app'] },
  bin: { rooms: ['domain', 'usecases', 'access'], packages: '*', node: '*', other: ['bin'] },
};

/**
 * Where text leaves, one file makes it printable (lib/domain/names.ts); whoever writes beside it sends raw escape codes of a host's
 * names to a terminal. [what, rooms, the files that may]
 */
const writers = [
  [
    /process\.std(?:out|err)\.(?:write|end|pipe)|\bconsole\.\w+\(|\bfs\.write\w*\((?:1|2)\b/,
    ['bin'],
    ['bin/presenters/output.ts'],
  ],
  [/process\.std(?:out|err)\b|\bconsole\.\w+\(/, [...all, 'app', 'components'], ['lib/usecases/core/log.ts']],
  [/content-disposition['"]?\s*[:,]/i, ['app'], ['app/api/core/download.ts']],
];

/** One file may import each of these, and says why; everything else uses that file. */
const wrapped = { 'next/link': 'components/ui/link.tsx' };

/** Pages and command line call use cases: the store and the connections check no rights. */
const pastUseCases = /\.(?:store|pool)\b/;

/** @returns {string[]} what the file writes although another file is the writer */
function rawWrites(file, text) {
  const top = file.split('/')[0] === 'lib' ? file.split('/')[1] : file.split('/')[0];
  const code = text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '$1');
  return writers
    .filter(([pattern, rooms, allowed]) => rooms.includes(top) && !allowed.includes(file) && pattern.test(code))
    .map(([, , allowed]) => `${file}: writes past ${allowed[0]}`);
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g;

function roomOf(file) {
  const parts = file.split('/');
  if (parts[0] !== 'lib') return Object.hasOwn(rooms, parts[0]) ? parts[0] : null;
  const sub = `${parts[1]}/${parts[2]}`;
  return Object.hasOwn(rooms, sub) ? sub : (parts[1] ?? null);
}

function* sources(folder) {
  if (!fs.existsSync(folder)) return;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(file);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) && !file.includes('/testing/')) yield file;
  }
}

/** @returns {string | null} the complaint */
function judge(file, room, specifier) {
  const rule = rooms[room];
  if (specifier.startsWith('node:')) {
    return rule.node === '*' || rule.node.includes(specifier) ? null : `may not use ${specifier}`;
  }
  if (specifier.startsWith('.') || specifier.startsWith('@/')) {
    const target = specifier.startsWith('@/') ? specifier.slice(2) : path.join(path.dirname(file), specifier);
    const targetRoom = roomOf(target);
    if (targetRoom === null || targetRoom === room) return null;
    if (rule.rooms.includes(targetRoom)) return null;
    if (rule.other?.includes(target.split('/')[0])) return null;
    return `may not import the room ${targetRoom}`;
  }
  const wrapper = Object.hasOwn(wrapped, specifier) ? wrapped[specifier] : file;
  if (wrapper !== file) return `may not import ${specifier}: use ${wrapper}`;
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0];
  return rule.packages === '*' || rule.packages.includes(name) ? null : `may not import the package ${name}`;
}

/** Folders above `lib`: nothing in it imports them, not even its test helpers (files that are tests themselves may). */
const above = ['app', 'bin', 'components', 'lab', 'bench', 'test', 'scripts'];

function* testHelpers(folder) {
  if (!fs.existsSync(folder)) return;
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/(^|\/)testing\/[^.]+\.tsx?$/.test(name)) yield path.join(folder, name);
  }
}

/** @returns {string | null} the file that a relative or `@/` import names, from the project's root */
function importedFile(file, specifier) {
  if (!specifier.startsWith('.') && !specifier.startsWith('@/')) return null;
  const target = specifier.startsWith('@/') ? specifier.slice(2) : path.join(path.dirname(file), specifier);
  return (
    [target, `${target}.ts`, `${target}.tsx`].find((name) => fs.existsSync(name) && fs.statSync(name).isFile()) ?? null
  );
}

/**
 * @param {Map<string, string[]>} imports file → the files that it imports, types too
 * @returns {string[][]} each circle once, as the files on it
 */
function importCircles(imports) {
  const circles = [];
  const done = new Set();
  const path = [];
  const visit = (file) => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push(path.slice(start));
    if (start >= 0 || done.has(file)) return;
    path.push(file);
    for (const next of imports.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of [...imports.keys()].sort()) visit(file);
  return circles;
}

const complaints = [];
/** @type {Map<string, string[]>} */
const imports = new Map();
for (const file of testHelpers('lib')) {
  for (const match of fs.readFileSync(file, 'utf8').matchAll(importPattern)) {
    const target = importedFile(file, match[1] ?? match[2] ?? match[3]);
    if (target !== null && above.includes(target.split('/')[0])) complaints.push(`${file}: imports upward (${target})`);
  }
}
for (const top of ['lib', 'components', 'app', 'bin']) {
  for (const file of sources(top)) {
    const room = roomOf(file);
    if (room === null || !Object.hasOwn(rooms, room)) {
      complaints.push(`${file}: is in no room`);
      continue;
    }
    const text = fs.readFileSync(file, 'utf8');
    complaints.push(...rawWrites(file, text));
    if (['app', 'bin'].includes(room) && pastUseCases.test(text))
      complaints.push(`${file}: reaches past the use cases (.store, .pool)`);
    for (const match of text.matchAll(importPattern)) {
      const specifier = match[1] ?? match[2] ?? match[3];
      const complaint = judge(file, room, specifier);
      if (complaint) complaints.push(`${file}: ${room} ${complaint}`);
      const target = importedFile(file, specifier);
      if (target !== null) imports.set(file, [...(imports.get(file) ?? []), target]);
    }
  }
}
complaints.push(
  ...importCircles(imports).map((circle) => `${[...circle, circle[0]].join(' → ')}: a circle of imports`),
);
if (complaints.length > 0) {
  console.error(
    `${complaints.join('\n')}\n${complaints.length} cross a boundary (scripts/boundaries.mjs holds the tables)`,
  );
  process.exit(1);
}
