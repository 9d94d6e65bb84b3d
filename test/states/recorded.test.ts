import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vmStates } from '../../lab/vm/vm-states.ts';
import { readRecording as readVmRecording, recordedFolder } from '../../lab/vm/write-evidence.ts';
import { readDemoRecording } from '../../lib/demo/recording.ts';
import { containerdStates } from './containerd-states.ts';
import { type LabState, labStates } from './lab-states.ts';
import { judgeFacts, severityOf, verdictOf } from './look-at-host.ts';
import { judgeRecording, readRecording, recordedNames } from './recorded-states.ts';

/**
 * Facts of real states that only a kernel of their own can show, recorded by `node lab/vm/run.ts` (qemu, Debian 12,
 * Docker 20.10.24; docs/evidence/vm-states.md), judged again wherever the unit tests run.
 */
describe.each(vmStates)('recorded: $id', async ({ id, fires, silent }) => {
  const facts = await readVmRecording(id);
  if (facts === null) throw new Error(`there is no recording of ${id}: node lab/vm/run.ts ${id}`);
  const look = judgeFacts(facts);

  it.each(fires.length > 0 ? fires : ['engine-end-of-life'])('%s fires', (checkId) => {
    expect(verdictOf(look, checkId)).toMatchObject({ status: 'fail' });
  });

  it.each(silent)('%s is silent', (checkId) => {
    expect(verdictOf(look, checkId).status).not.toMatch(/^(?:fail|error|no such check)$/);
  });

  it('no check breaks on it', () => {
    expect(look.outcomes.filter((outcome) => outcome.status === 'error')).toEqual([]);
  });
});

const onLabHosts: readonly LabState[] = [...labStates, ...containerdStates];

/** The same of the lab's hosts, recorded by `BILGE_RECORD=yes vitest run --project host test/states/lab-states test/traps/containerd`. */
describe.each(onLabHosts)('recorded: $id', ({ id, fires, silent }) => {
  const look = judgeRecording(readRecording(id));

  it('says what is wrong there', () => {
    expect(Object.fromEntries(Object.keys(fires).map((checkId) => [checkId, severityOf(look, checkId)]))).toEqual(
      fires,
    );
  });

  it('is silent about what is right', () => {
    const passes = Object.fromEntries(silent.map((checkId) => [checkId, severityOf(look, checkId)]));
    expect(passes).toEqual(Object.fromEntries(silent.map((checkId) => [checkId, 'pass'])));
  });

  it('no check breaks on it, and no two findings share a key', () => {
    expect(look.outcomes.filter((outcome) => outcome.status === 'error')).toEqual([]);
    const keys = look.outcomes.flatMap((outcome) =>
      outcome.status === 'fail' ? outcome.findings.map((finding) => finding.key) : [],
    );
    expect(keys).toEqual([...new Set(keys)]);
  });
});

it('of a real host with containerd’s store the checks say what leaked, and nothing that is not there', () => {
  const look = judgeFacts(readDemoRecording('appserver').facts);
  const quiet = ['failed-creates-leak-images', 'containerd-collector-blocked', 'stray-containerd-directories'];
  const others = ['unfinished-transfers', 'unused-containerd-store', 'containerd-root-elsewhere'];
  const said = [...quiet, ...others].map((checkId) => severityOf(look, checkId));
  expect([severityOf(look, 'stale-containerd-leases'), ...said]).toEqual(['warning', ...said.map(() => 'pass')]);
  expect(verdictOf(look, 'hidden-containerd-store').status).toBe('not-applicable');
});

it('has a recording for every state and no other', () => {
  const files = readdirSync(recordedFolder).filter((name) => name.endsWith('.json'));
  expect(files.sort()).toEqual(vmStates.map((state) => `${state.id}.json`).sort());
  expect(recordedNames()).toEqual(onLabHosts.map((state) => state.id).sort());
});
