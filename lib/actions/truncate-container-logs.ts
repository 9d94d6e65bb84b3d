import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { known, unknown } from '../domain/fact.ts';
import type { ContainerOnDisk } from '../domain/layer-facts.ts';
import type { PlanDraft, Refusal, Verdict } from '../domain/plan.ts';
import { type Candidate, judgeAll, nothingToDo, refusal, sortOut, stepsOf, sumOfBytes } from './candidates.ts';
import { count, estimateOf, frame } from './frame.ts';
import { judge, pass, refuse } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { protectedObject } from './guards/protected-object.ts';
import { rootShell } from './guards/root-shell.ts';
import { withAmount } from './labels.ts';
import { isNamed, namesParam } from './names-param.ts';

const params = z.strictObject({ names: namesParam, minBytes: z.coerce.number().int().min(0).default(0) });
type Params = z.output<typeof params>;

/** Empties json-file logs in place: the daemon keeps appending to the same file, so nothing has to be stopped. */
const action: Action<typeof params> = {
  id: 'truncate-container-logs',
  title: 'Empty container logs',
  about: 'Empties the log files of the containers you name. What was logged is lost; the containers keep running.',
  words: ['logs', 'clear', 'truncate', 'cleanup', 'free', 'full', 'delete'],
  label: (amount) => withAmount('Empty the logs', amount),
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'No way back: what was logged is lost. The containers keep running.',
  scope: 'objects',
  needs: ['platform', 'containersOnDisk', 'dataRoot'],
  params,
  onFailure: 'continue',
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const guards = judgeAll([rootShell, identityKnown], input);
  const logs = input.facts.sections.containersOnDisk;
  if (logs.state === 'unknown')
    guards.push({ guardId: 'logs-known', state: 'unknown', said: `The logs could not be read (${logs.detail})` });
  const root = input.facts.sections.dataRoot;
  if (root.state === 'unknown') guards.push({ guardId: 'data-root-known', state: 'unknown', said: root.detail });
  if (guards.some(({ state }) => state !== 'pass') || logs.state === 'unknown') return refusal(action.id, guards);
  const asked = logs.value.filter((container) =>
    isNamed(input.params.names, container.id, container.id.slice(0, 12), nameOf(container)),
  );
  const { chosen, skipped } = sortOut(asked.map((container) => candidate(container, input)));
  if (chosen.length === 0)
    return nothingToDo(action.id, 'Nothing to empty: no log of a named container qualifies.', skipped);
  const logFiles = count(chosen.length, 'container log');
  return frame(action, input, {
    title: `Empty ${logFiles}`,
    summary: `Empties ${logFiles} in place. What was logged is lost; the containers keep running. Set up log rotation so that they do not grow again.`,
    steps: stepsOf(chosen),
    skipped,
    guards,
    estimate: estimateOf({ freedBytes: sumOfBytes(chosen), objects: chosen.length, seconds: 2 + chosen.length }),
    confirmation: 'host-name',
    undo: { possible: false, excuse: 'What was logged cannot be restored.' },
  });
}

function candidate(container: ContainerOnDisk, input: PlanInput<Params>): Candidate {
  const root = input.facts.sections.dataRoot;
  const path = `${root.state === 'known' ? root.value.path : ''}/containers/${container.id}/${container.id}-json.log`;
  const { logBytes } = container;
  const labelled = {
    kind: 'container',
    ids: [container.id, nameOf(container)],
    labels: container.config?.labels ?? {},
    keepLabel: null,
  };
  return {
    target: { kind: 'container-log', id: container.id, label: nameOf(container), owner: null },
    bytes: logBytes === null ? unknown('not-collected', 'The size of the log was not read.') : known(logBytes),
    op: 'truncate-log',
    args: { container: container.id, name: nameOf(container), path, inode: container.logInode ?? null },
    guards: [
      { guardId: 'log-kind', ...logKind(container, input.params.minBytes) },
      judge(protectedObject, input, labelled),
    ],
  };
}

function logKind({ logDriver, logBytes, config }: ContainerOnDisk, minBytes: number): Verdict {
  if (config === null) return refuse('Its record on disk does not parse, so its log driver is unknown.');
  if (logDriver !== null && logDriver !== 'json-file')
    return refuse(`It logs with ${logDriver}, whose files are not text that can be emptied.`);
  if (logBytes === null || logBytes === 0) return refuse('It has no log, or it is empty.');
  if (logBytes < minBytes) return refuse(`Its log is smaller than ${minBytes} bytes.`);
  return pass('A json-file log.');
}

function nameOf(container: ContainerOnDisk): string {
  return container.config?.name.replace(/^\//, '') ?? container.id.slice(0, 12);
}
