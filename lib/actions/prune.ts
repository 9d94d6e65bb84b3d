import type { Action, PlanInput } from '../domain/action.ts';
import { known } from '../domain/fact.ts';
import type { PlanDraft, Refusal, SkippedObject } from '../domain/plan.ts';
import { type Candidate, judgeAll, nothingToDo, refusal, sortOut, stepsOf, sumOfBytes } from './candidates.ts';
import { count, estimateOf, frame } from './frame.ts';
import { engineReady } from './guards/engine-ready.ts';
import type { Guard } from './guards/guard.ts';
import { type PruneParams, pruneParams } from './prune-params.ts';

const engineOnlyWarning =
  "Only Docker's socket is available on this host. The dashboard sends each request itself, so the run stops when the dashboard stops, and the freed space cannot be measured.";

interface PruneDefinition {
  id: string;
  title: string;
  about: string;
  words: Action['words'];
  label: Action['label'];
  group: Action['group'];
  effect: Action['effect'];
  consequence: Action['consequence'];
  needs: Action['needs'];
  noun: string;
  /** further guards of the whole plan */
  guards?: readonly Guard<null>[];
  /** one sentence about what is kept */
  spares: string;
  isIrreversible: boolean;
  candidates(input: PlanInput<PruneParams>): Candidate[];
  missing?(input: PlanInput<PruneParams>): SkippedObject[];
  /** where the objects share bytes, so that their own sizes do not add up; null: they do */
  freedBytes?(input: PlanInput<PruneParams>, chosen: readonly Candidate[]): number | null;
}

/** The five prunes share everything but their objects: explicit ids, a reason for each skipped object, no prune endpoint. */
export function pruneAction(definition: PruneDefinition): Action<typeof pruneParams> {
  const action = {
    id: definition.id,
    title: definition.title,
    about: definition.about,
    words: definition.words,
    label: definition.label,
    group: definition.group,
    effect: definition.effect,
    consequence: definition.consequence,
    scope: 'objects' as const,
    needs: definition.needs,
    params: pruneParams,
    onFailure: 'continue' as const,
    plan: (input: PlanInput<PruneParams>): PlanDraft | Refusal => {
      const guards = judgeAll([...engineReady, ...(definition.guards ?? [])], input);
      if (guards.some(({ state }) => state !== 'pass')) return refusal(definition.id, guards);
      const { chosen, skipped } = sortOut(definition.candidates(input));
      skipped.push(...(definition.missing?.(input) ?? []));
      if (chosen.length === 0) {
        return nothingToDo(
          definition.id,
          skipped.length === 0
            ? `Nothing to remove: no ${definition.noun}s found.`
            : `Nothing to remove: ${count(skipped.length, definition.noun)} skipped.`,
          skipped,
        );
      }
      const objects = count(chosen.length, definition.noun);
      const together = definition.freedBytes?.(input, chosen) ?? null;
      return frame(
        action,
        { ...input, params: paramsShown(input.params) },
        {
          title: `Remove ${objects}`,
          summary: `Asks Docker to remove ${objects}, each by its id and never by force. ${definition.spares}`,
          steps: stepsOf(chosen),
          skipped,
          guards,
          warnings: input.engineOnly === true ? [engineOnlyWarning] : [],
          estimate: estimateOf({
            freedBytes: together === null ? sumOfBytes(chosen) : known(together),
            objects: chosen.length,
            seconds: Math.ceil(2 + chosen.length * 0.7),
            how: "Docker's own sizes; layers shared with objects that stay are not freed",
          }),
          engineOnly: input.engineOnly === true,
          confirmation: definition.isIrreversible ? 'host-name' : 'click',
          undo: { possible: false, excuse: 'What Docker removes cannot be restored.' },
        },
      );
    },
  };
  return action;
}

function paramsShown({ names, ...rest }: PruneParams): Readonly<Record<string, unknown>> {
  return names === undefined ? rest : { ...rest, names };
}
