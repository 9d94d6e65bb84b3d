import { z } from 'zod';
import type { PlanInput } from '../domain/action.ts';
import { type Fact, unknown } from '../domain/fact.ts';
import type { QuarantineEntry } from '../domain/layer-facts.ts';
import type { GuardJudgement, PlanTarget, SkippedObject } from '../domain/plan.ts';
import { namesInQuarantine } from '../domain/protection.ts';
import { sizesFrom } from '../facts/views/leaks/leak.ts';
import { quarantineSize } from '../facts/views/rows/quarantine-rows.ts';
import { type Candidate, skip } from './candidates.ts';
import { judge } from './guards/guard.ts';
import { protectedObject } from './guards/protected-object.ts';
import { isNamed, missingNames, namesParam } from './names-param.ts';
import { asideSuffix, entryArguments } from './ops/quarantine-entry.ts';

export const quarantineParams = z.strictObject({ entries: namesParam });
export type QuarantineParams = z.output<typeof quarantineParams>;

/** Entries may be named by their name in the quarantine or by their original one. Only those of the driver in use are touched. */
function entriesOf(input: PlanInput<QuarantineParams>): QuarantineEntry[] {
  const { quarantine, engine } = input.facts.sections;
  if (quarantine.state === 'unknown') return [];
  const driver = engine.state === 'known' ? engine.value.storageDriver : null;
  return quarantine.value.filter((each) => each.entry.endsWith(asideSuffix) && each.driver === driver);
}

/** A protection covers quarantined layers too, by either of their names. A restore is allowed. */
function protectionOf({ entry, originalName }: QuarantineEntry, input: PlanInput<QuarantineParams>): GuardJudgement {
  const names = namesInQuarantine(originalName);
  const asEntry = judge(protectedObject, input, {
    kind: 'quarantine-entry',
    ids: [entry, ...names, ...names.map((name) => `${name}${asideSuffix}`)],
    labels: {},
    keepLabel: null,
  });
  if (asEntry.state !== 'pass') return asEntry;
  return judge(protectedObject, input, { kind: 'layer', ids: names, labels: {}, keepLabel: null });
}

export function entryCandidates(input: PlanInput<QuarantineParams>, op: 'purge-entry' | 'restore-entry'): Candidate[] {
  const { btrfs } = input.facts.sections;
  const subvolumes = btrfs.state === 'known' ? btrfs.value.flatMap((each) => each.subvolumes) : [];
  const entries = entriesOf(input);
  const isAsked = (entry: QuarantineEntry) => isNamed(input.params.entries, entry.entry, entry.originalName);
  // The two layers of a lost container are restored together, with Docker's record of them, whichever was named.
  const records = new Set(op === 'restore-entry' ? entries.filter(isAsked).map(({ note }) => note.entry) : []);
  const isPartner = ({ note }: QuarantineEntry) => note.entry !== undefined && records.has(note.entry);
  return entries
    .filter((entry) => isAsked(entry) || isPartner(entry))
    .map((entry) => {
      const args = entryArguments(entry, subvolumes);
      const recognised: GuardJudgement = {
        guardId: 'identity',
        state: args === null ? 'unknown' : 'pass',
        said:
          args === null
            ? 'It cannot be identified: what identifies it was not read, or it is not what Bilge put there. Scan again; if that does not help, inspect it by hand.'
            : `Quarantined by ${entry.note.run ?? 'an earlier run'} at ${entry.note.at ?? 'an unknown time'}.`,
      };
      return {
        target: targetOf(entry.originalName, entry.path),
        bytes: sizeOf(entry, input),
        op,
        args: args ?? {},
        guards: op === 'purge-entry' ? [recognised, protectionOf(entry, input)] : [recognised],
      };
    });
}

export function missingEntries(input: PlanInput<QuarantineParams>): SkippedObject[] {
  const present = new Set(entriesOf(input).flatMap((each) => [each.entry, each.originalName]));
  return missingNames(input.params.entries, present).map((name) =>
    skip(
      { target: targetOf(name, name), bytes: notMeasured },
      'not-found',
      'Nothing of that name is quarantined on this host; it may have been purged or restored.',
    ),
  );
}

/** Why nothing is left to do: nothing is there, or nothing of what was named can be. */
export function noneQuarantined({ params }: PlanInput<QuarantineParams>, skipped: readonly SkippedObject[]): string {
  if (params.entries !== 'all') return 'none of the named layers is quarantined on this host.';
  return skipped.length === 0 ? 'nothing is quarantined on this host.' : 'none of the quarantined layers qualifies.';
}

const notMeasured = unknown('not-collected', 'Not measured yet.');

function sizeOf(entry: QuarantineEntry, { measurements }: PlanInput<QuarantineParams>): Fact<number> {
  const found = quarantineSize(entry, sizesFrom(measurements));
  return found === null ? notMeasured : { state: 'known', value: found.bytes };
}

function targetOf(id: string, label: string): PlanTarget {
  return { kind: 'quarantine-entry', id, label, owner: null };
}
