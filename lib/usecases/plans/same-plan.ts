import { counted } from '../../domain/format.ts';
import type { Plan, PlannedStep } from '../../domain/plan.ts';

/**
 * Whether a plan that was made again is what a person approved: the same steps on the same objects of the same host, asked for in the
 * same way. What time alone changes is none of it: sizes, dates, the wording of guards, the order in which a host lists its objects.
 * @returns the difference, for a person; null where there is none
 */
export function changeOfPlan(approved: Plan, made: Plan): string | null {
  if (JSON.stringify(approved.identity) !== JSON.stringify(made.identity) || placeOf(approved) !== placeOf(made))
    return 'Docker or its data root is another one than when it was approved.';
  const [before, after] = [approved, made].map(({ steps }) => new Set(steps.map(stepKey)));
  const added = [...(after ?? [])].filter((key) => before?.has(key) !== true).length;
  const gone = [...(before ?? [])].filter((key) => after?.has(key) !== true).length;
  if (added > 0 || gone > 0)
    return `${counted(added, 'step')} would be done that were not approved, and ${counted(gone, 'step')} that were approved would not.`;
  return termsOf(approved) === termsOf(made) ? null : 'It would be done in another way than was approved.';
}

function stepKey({ op, target, args, risk }: PlannedStep): string {
  return JSON.stringify([op, target.kind, target.id, args, risk]);
}

/** Directories that the script may ignore vary with the build cache, and are proven again on the host. */
function placeOf({ site: { excusedLowers: _excused, ...site } }: Plan): string {
  return JSON.stringify(site);
}

function termsOf({ actionId, params, onFailure, stopsDocker, engineOnly, confirmation, undo, warnings }: Plan): string {
  const back = undo.possible ? undo.actionId : null;
  return JSON.stringify([actionId, params, onFailure, stopsDocker, engineOnly, confirmation, back, warnings]);
}
