// Writes docs/checks.md and docs/checks/*.md from the checks themselves (title, why, needs), from their test tables (what they are
// tried with), and from the recorded hosts and pastes they fire on. `--check` only says whether they are up to date.
import fs from 'node:fs';
import path from 'node:path';
import { vmStates } from '../lab/vm/vm-states.ts';
import { unknownSections } from '../lib/domain/unknown-sections.ts';
import { registry } from '../lib/health/checks/registry.generated.ts';
import { corpusCases, judgeCase, passedChecks } from '../test/diagnose/corpus.ts';
import { containerdStates } from '../test/states/containerd-states.ts';
import { labStates } from '../test/states/lab-states.ts';
import { judgeRecording, readRecording, recordedNames } from '../test/states/recorded-states.ts';

const folder = 'lib/health/checks';
const order = ['critical', 'warning', 'info'];

/** id → the cases of its table, as written in the tests. */
function testedCases() {
  const cases = new Map();
  for (const name of fs.readdirSync(folder).filter((file) => file.endsWith('.test.ts'))) {
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    const files = new Map(
      [...text.matchAll(/import (\w+) from '\.\/([\w-]+)\.ts'/g)].map(([, variable, id]) => [variable, id]),
    );
    for (const [, variable, table] of text.matchAll(/describeCheck\((\w+), \{\n([\s\S]*?)\n\}\);/g)) {
      const rows = [...table.matchAll(/^ {2}'([a-z,-]+): ((?:[^'\\]|\\.)*)':/gm)].map(([, verdict, about]) => ({
        verdict,
        about,
      }));
      cases.set(files.get(variable), rows);
    }
  }
  return cases;
}

/** Where each check fired and where it stayed silent, of hosts that were recorded whole: the virtual machine's and the lab's. */
function recordedHosts() {
  const home = 'fixtures/recorded';
  const machines = fs
    .readdirSync(home)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const read = JSON.parse(fs.readFileSync(path.join(home, name), 'utf8'));
      const facts = { ...read, sections: { ...unknownSections(), ...read.sections } };
      return { name: name.replace('.json', ''), recording: { facts, measurements: [], lookedBefore: null } };
    });
  const lab = recordedNames().map((name) => ({ name, recording: readRecording(name) }));
  return [...lab, ...machines].map(({ name, recording }) => ({
    name,
    outcomes: new Map(judgeRecording(recording).outcomes.map((outcome) => [outcome.checkId, outcome])),
  }));
}

/** Checks that a test on a real host demands to fire: `severityOf(look, 'vfs-driver')).toBe('critical')` and the like. */
function realHosts() {
  const found = new Map();
  const visit = (directory) => {
    for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
      const file = path.join(directory, entry.name);
      if (entry.isDirectory()) visit(file);
      else if (entry.name.endsWith('.host.test.ts')) {
        const text = fs.readFileSync(file, 'utf8');
        for (const check of registry) {
          const after = text.split(`'${check.id}'`).slice(1);
          const isDemanded = after.some((rest) =>
            /^\)+\s*\.(?:toBe\('(?:critical|warning|info)'\)|toMatchObject\(\{\s*status: 'fail')/.test(rest),
          );
          if (!isDemanded) continue;
          found.set(check.id, [...(found.get(check.id) ?? []), file]);
        }
      }
    }
  };
  for (const directory of ['lib', 'lab', 'test']) visit(directory);
  return found;
}

const cases = testedCases();
const hosts = recordedHosts();
const real = realHosts();
const pastes = corpusCases().map((paste) => ({
  name: paste.name,
  fires: new Set(judgeCase(paste).found.map((finding) => finding.split(':')[0])),
  silent: new Set(passedChecks(paste)),
}));

function pastesWhere(verdict, id) {
  const [first, ...others] = pastes.filter((paste) => paste[verdict].has(id));
  if (first === undefined) return [];
  return [others.length === 0 ? `paste ${first.name}` : `${others.length + 1} pastes (${first.name}, …)`];
}

function evidenceOf(id) {
  const fires = [];
  const silent = [];
  const absent = [];
  for (const host of hosts) {
    const status = host.outcomes.get(id)?.status;
    if (status === 'fail') fires.push(`host ${host.name}`);
    if (status === 'pass') silent.push(`host ${host.name}`);
    if (status === 'not-applicable') absent.push(`host ${host.name} (not applicable)`);
  }
  fires.push(...pastesWhere('fires', id));
  silent.push(...pastesWhere('silent', id));
  // A check about one driver is silent by not applying to the others.
  return { fires, silent: silent.length > 0 ? silent : absent };
}

function severities(id) {
  const seen = new Set((cases.get(id) ?? []).flatMap(({ verdict }) => verdict.split(',')));
  return order.filter((severity) => seen.has(severity));
}

const pages = new Map();
const rows = registry.map((check) => {
  const { fires, silent } = evidenceOf(check.id);
  const tested = cases.get(check.id) ?? [];
  const tests = real.get(check.id) ?? [];
  pages.set(
    `docs/checks/${check.id}.md`,
    [
      `# ${check.title}`,
      '',
      `\`${check.id}\` · ${severities(check.id).join(' or ')} · [all checks](../checks.md)`,
      '',
      check.why,
      '',
      check.needs.length > 0
        ? `Needs: ${check.needs.map((need) => `\`${need}\``).join(', ')}. If one of them is unknown, so is the result.`
        : 'If facts are missing, the result is unknown, with the reason.',
      '',
      '## Tested with',
      '',
      '| verdict | case |',
      '|---|---|',
      ...tested.map(({ verdict, about }) => `| ${verdict} | ${about.replaceAll("\\'", "'").replaceAll('|', '\\|')} |`),
      '',
      ...(tests.length > 0 ? ['On real hosts:', '', ...tests.map((file) => `- \`${file}\``), ''] : []),
      ...(fires.length > 0 ? [`Fires on: ${fires.join('; ')}.`, ''] : []),
      ...(silent.length > 0 ? [`Silent on: ${silent.join('; ')}.`, ''] : []),
    ].join('\n'),
  );
  const onReal = tests.length > 0 ? 'host test' : '';
  const fired = [onReal, ...fires.slice(0, 2)].filter(Boolean).join('; ');
  return `| [\`${check.id}\`](checks/${check.id}.md) | ${check.title} | ${severities(check.id).join(', ')} | ${fired || 'hand-built facts'} | ${silent.slice(0, 2).join('; ') || 'hand-built facts'} |`;
});
const without = registry.filter((check) => evidenceOf(check.id).fires.length === 0 && !real.has(check.id)).length;
const neverSilent = registry.filter((check) => evidenceOf(check.id).silent.length === 0).length;
pages.set(
  'docs/checks.md',
  [
    '# Checks',
    '',
    `Written by \`node scripts/check-docs.mjs\` from the checks, their tests, and what they say about recorded hosts and pastes. ${registry.length} checks; ${registry.length - without} of them fired on a real host, a recorded host or a real paste, ${registry.length - neverSilent} stayed silent on one. “hand-built facts” in a column means that the check was tested with nothing else (docs/limits.md says why).`,
    '',
    'The result of a check is pass, fail, unknown (with the reason), not-applicable (its subject is absent) or error. Unknown and error do not close open findings.',
    '',
    '| check | what it finds | severity | fires on | silent on |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    '## The recorded hosts',
    '',
    'Lab hosts are made and recorded by `BILGE_RECORD=yes vitest run --project host test/states/lab-states`, those of the virtual machine by `node lab/vm/run.ts`; the unit tests judge them again each time. Pastes are in `test/diagnose/corpus`.',
    '',
    '| host | what it is |',
    '|---|---|',
    ...[...labStates, ...containerdStates].map(({ id, title }) => `| ${id} | lab: ${title} |`),
    ...vmStates.map(({ id, title }) => `| ${id} | virtual machine: ${title} |`),
    '',
  ].join('\n'),
);

const stale = [];
fs.mkdirSync('docs/checks', { recursive: true });
for (const [file, text] of pages) {
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) continue;
  if (process.argv.includes('--check')) stale.push(file);
  else fs.writeFileSync(file, text);
}
for (const name of fs.readdirSync('docs/checks')) {
  if (pages.has(`docs/checks/${name}`)) continue;
  if (process.argv.includes('--check')) stale.push(`docs/checks/${name}`);
  else fs.rmSync(`docs/checks/${name}`);
}
if (stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}`);
  process.exit(1);
}
console.log(`${registry.length} checks; ${without} never fired for real, ${neverSilent} were never silent for real`);
