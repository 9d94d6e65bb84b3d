import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vmStates } from '../lab/vm/vm-states.ts';
import { readRecording, recordedFolder } from '../lab/vm/write-evidence.ts';
import { judgeFacts, verdictOf } from './look-at-host.ts';

/**
 * Facts of real states that only a kernel of their own can show, recorded by `node e2e/lab/vm/run.ts` (qemu, Debian 12,
 * Docker 20.10.24; docs/evidence/vm-states.md), judged again wherever the unit tests run.
 */
describe.each(vmStates)('recorded: $id', async ({ id, fires, silent }) => {
  const facts = await readRecording(id);
  if (facts === null) throw new Error(`there is no recording of ${id}: node e2e/lab/vm/run.ts ${id}`);
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

it('has a recording for every state and no other', () => {
  expect(readdirSync(recordedFolder).sort()).toEqual(vmStates.map((state) => `${state.id}.json`).sort());
});
