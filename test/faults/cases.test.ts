import { describe, expect, it } from 'vitest';
import { actions } from '../../lib/actions/action-registry.ts';
import { pieces as ops } from '../../lib/actions/ops/shell/pieces.generated.ts';
import { pieces as prelude } from '../../lib/runs/prelude/pieces.generated.ts';
import { allCases } from './cases/all-cases.ts';
import { meanwhileFault } from './fault-case.ts';
import { boundariesAfter } from './strike-at.ts';

/** Actions that the ring cannot strike, each with the reason and with what stands for it. */
const withoutCase: Readonly<Record<string, string>> = {
  'remove-leaked-leases':
    'No script runs on the host: the dashboard does each step over containerd’s socket. test/faults/leases.host.test.ts strikes it, and what restores or ends its holds, at each line of its journal and after each call.',
  'backup-images':
    'It adds a folder and changes nothing of Docker’s. lib/actions/image-backups.host.test.ts runs and refuses each of its ops; a run that is cut off was not struck, and docs/limits.md says so.',
  'restore-images':
    'It lets Docker load what is not there and changes nothing that is. lib/actions/image-backups.host.test.ts runs and refuses its op; a run that is cut off was not struck, and docs/limits.md says so.',
};

describe('what the fault ring strikes', () => {
  it.each(actions)('$id has a case, or it is said why not', ({ id }) => {
    const hasCase = allCases.some(({ action }) => action === id);
    expect(hasCase).toBe(withoutCase[id] === undefined);
  });

  it('every case is of an action that exists, and has a title of its own on its host', () => {
    const ids = new Set(actions.map(({ id }) => id));
    expect(allCases.filter(({ action }) => !ids.has(action))).toEqual([]);
    const titles = allCases.map(({ title, kind }) => `${title} on ${kind}`);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it.each(allCases)(
    '$title on $kind: what may come into use is tried, or it is said why not',
    ({ meanwhile, leftOut }) => {
      expect((meanwhile === undefined) !== (leftOut?.[meanwhileFault] === undefined)).toBe(true);
    },
  );

  // A line that was reworded would silently take its boundary along.
  it.each(boundariesAfter)('the boundary after %j is still in the scripts', (line) => {
    expect([...Object.values(prelude), ...Object.values(ops)].some((piece) => piece.includes(line))).toBe(true);
  });
});
