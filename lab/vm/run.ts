/**
 * `node lab/vm/run.ts [state…]`: boots the virtual machine once, makes each state in it, lets Bilge scan and judge it over
 * SSH, records the facts in fixtures/recorded/ and writes docs/evidence/vm-states.md. Minutes long; not part of CI.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { failedChecks, lookAtHost } from '../../test/states/look-at-host.ts';
import { type LabVm, startVm, vmUnavailable } from './start-vm.ts';
import { ensureVmImage } from './vm-image.ts';
import { type VmState, vmStates } from './vm-states.ts';
import { recordedFolder, writeEvidence, wrongVerdicts } from './write-evidence.ts';

const reason = vmUnavailable();
if (reason !== undefined) {
  console.error(`SKIPPED: ${reason}`);
  process.exit(1);
}
const asked = process.argv.slice(2);
const unknown = asked.filter((id) => !vmStates.some((state) => state.id === id));
if (unknown.length > 0) {
  console.error(`No such state: ${unknown.join(', ')}. There are: ${vmStates.map((state) => state.id).join(', ')}`);
  process.exit(1);
}

await ensureVmImage();
const bootedAt = Date.now();
const vm = await startVm();
console.info(`booted after ${((Date.now() - bootedAt) / 1000).toFixed(0)} s`);
let isRight = true;
try {
  for (const state of vmStates) {
    if (asked.length === 0 || asked.includes(state.id)) isRight = (await examine(vm, state)) && isRight;
  }
} finally {
  await vm.stop();
  await writeEvidence();
}
process.exitCode = isRight ? 0 : 1;

async function examine(machine: LabVm, state: VmState): Promise<boolean> {
  const startedAt = Date.now();
  await state.make(machine);
  // An emulated processor on a busy machine: a scan of one second takes one minute and more.
  const look = await lookAtHost(machine, { timeoutMs: 600_000 });
  const wrong = wrongVerdicts(state, look);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
  console.info(`${state.id}: ${wrong.length === 0 ? 'right' : wrong.join('; ')} (${seconds} s)`);
  console.info(`  fails: ${failedChecks(look).join(', ')}`);
  await mkdir(recordedFolder, { recursive: true });
  await writeFile(`${recordedFolder}${state.id}.json`, `${JSON.stringify(look.facts, null, 1)}\n`);
  return wrong.length === 0;
}
