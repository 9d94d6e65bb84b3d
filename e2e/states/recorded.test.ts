import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import { unknownSections } from '../../lib/domain/unknown-sections.ts';
import { vmStates } from '../lab/vm/vm-states.ts';
import { judgeFacts, verdictOf } from './look-at-host.ts';

/**
 * Facts of real states that only a kernel of their own can show, recorded by `node e2e/lab/vm/run.ts` (qemu, Debian 12,
 * Docker 20.10.24; docs/evidence/vm-states.md), judged again wherever the unit tests run.
 */
const folder = fileURLToPath(new URL('recorded/', import.meta.url));

function recordedFacts(id: string): HostFacts {
  const facts: HostFacts = JSON.parse(readFileSync(`${folder}${id}.json`, 'utf8'));
  // A recording is older than the sections that were thought of since.
  return { ...facts, sections: { ...unknownSections(), ...facts.sections } };
}

describe.each(vmStates)('recorded: $id', ({ id, fires, silent }) => {
  const look = judgeFacts(recordedFacts(id));

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
  expect(readdirSync(folder).sort()).toEqual(vmStates.map((state) => `${state.id}.json`).sort());
});
