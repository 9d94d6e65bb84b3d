/**
 * `node e2e/lab/vm/run.ts [state…]`: boots the virtual machine once, makes each state in it, lets Bilge scan and judge it over
 * SSH, records the facts in e2e/states/recorded/ and writes docs/evidence/vm-states.md. About five minutes; not part of CI.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { failedChecks, type Look, lookAtHost, unknownSectionsOf, verdictOf } from '../../states/look-at-host.ts';
import { type LabVm, startVm, vmUnavailable } from './start-vm.ts';
import { ensureVmImage } from './vm-image.ts';
import { type VmState, vmStates } from './vm-states.ts';

interface Result {
  state: VmState;
  dockerInfo: string;
  look: Look;
  wrong: string[];
  seconds: number;
}

const reason = vmUnavailable();
if (reason !== undefined) {
  console.error(`SKIPPED: ${reason}`);
  process.exit(1);
}
const asked = process.argv.slice(2);
const states = vmStates.filter((state) => asked.length === 0 || asked.includes(state.id));
await ensureVmImage();
const bootedAt = Date.now();
const vm = await startVm();
const bootSeconds = (Date.now() - bootedAt) / 1000;
console.info(`booted after ${bootSeconds.toFixed(0)} s`);
const results: Result[] = [];
try {
  const kernel = (await vm.exec('uname -r')).stdout.trim();
  for (const state of states) results.push(await examine(vm, state));
  if (asked.length === 0) await writeEvidence(kernel, results);
} finally {
  await vm.stop();
}
process.exitCode = results.every((result) => result.wrong.length === 0) ? 0 : 1;

async function examine(machine: LabVm, state: VmState): Promise<Result> {
  const startedAt = Date.now();
  await state.make(machine);
  const dockerInfo = (await machine.exec("docker info 2>&1 | sed -n '/Server Version/,/Logging Driver/p'")).stdout;
  const look = await lookAtHost(machine);
  const wrong = [
    ...state.fires.filter((id) => verdictOf(look, id).status !== 'fail').map((id) => `${id} does not fire`),
    ...state.silent.filter((id) => verdictOf(look, id).status === 'fail').map((id) => `${id} fires`),
    ...look.outcomes
      .filter((outcome) => outcome.status === 'error')
      .map((outcome) => `${outcome.checkId} failed itself`),
  ];
  const seconds = (Date.now() - startedAt) / 1000;
  console.info(`${state.id}: ${wrong.length === 0 ? 'right' : wrong.join('; ')} (${seconds.toFixed(0)} s)`);
  console.info(`  fails: ${failedChecks(look).join(', ')}`);
  const folder = fileURLToPath(new URL('../../states/recorded/', import.meta.url));
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}${state.id}.json`, `${JSON.stringify(look.facts, null, 1)}\n`);
  return { state, dockerInfo, look, wrong, seconds };
}

async function writeEvidence(kernel: string, all: readonly Result[]): Promise<void> {
  const lines = [
    '# States that need a kernel of their own',
    '',
    `Written by \`node e2e/lab/vm/run.ts\` on ${new Date().toISOString().slice(0, 10)}: qemu without hardware help, Debian 12,`,
    `kernel ${kernel}, booted after ${bootSeconds.toFixed(0)} s. Each state was made for real, scanned over SSH as any host, judged without a past.`,
    'The facts are in `e2e/states/recorded/`; `e2e/states/recorded.test.ts` judges them again in every test run.',
    '',
    ...all.flatMap(describeResult),
  ];
  const target = fileURLToPath(new URL('../../../docs/evidence/vm-states.md', import.meta.url));
  await mkdir(fileURLToPath(new URL('../../../docs/evidence/', import.meta.url)), { recursive: true });
  await writeFile(target, lines.join('\n'));
}

function describeResult({ state, dockerInfo, look, wrong, seconds }: Result): string[] {
  const wanted = new Set<string>(state.fires);
  const failed = look.outcomes.filter((outcome) => outcome.status === 'fail');
  const unknown = Object.keys(unknownSectionsOf(look.facts));
  return [
    `## ${state.id}: ${wrong.length === 0 ? 'right' : 'WRONG'}`,
    '',
    `${state.title}. Made and scanned in ${seconds.toFixed(0)} s (the scan ${(look.facts.cost.wallMs / 1000).toFixed(1)} s).`,
    '',
    ...(wrong.length === 0 ? [] : [...wrong.map((line) => `- WRONG: ${line}`), '']),
    '| check | wanted | finding |',
    '|---|---|---|',
    ...failed.flatMap((outcome) =>
      outcome.status !== 'fail'
        ? []
        : outcome.findings.map(
            (finding) =>
              `| ${finding.checkId} | ${wanted.has(finding.checkId) ? 'yes' : ''} | ${finding.severity}: ${finding.title.replaceAll('|', '\\|')} |`,
          ),
    ),
    '',
    `Silent as they should be: ${state.silent.join(', ')}.`,
    '',
    unknown.length === 0 ? 'Every section was read.' : `Sections not known: ${unknown.join(', ')}.`,
    '',
    '```',
    dockerInfo.trimEnd(),
    '```',
    '',
  ];
}
