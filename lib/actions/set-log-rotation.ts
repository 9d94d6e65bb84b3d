import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import type { DaemonConfiguration } from '../domain/host-facts.ts';
import type { GuardJudgement, PlanDraft, Refusal } from '../domain/plan.ts';
import { registry as platforms } from '../platforms/registry.generated.ts';
import { docker, judgeAll, nothingToDo, refusal, stepsOf, wholeStep } from './candidates.ts';
import { frame, freesNothing } from './frame.ts';
import { dockerStoppable, quotasKept } from './guards/docker-stoppable.ts';
import { pass, refuse } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { rootShell } from './guards/root-shell.ts';

const params = z.strictObject({
  maxSize: z
    .string()
    .regex(/^[1-9]\d{0,5}[kmg]$/, 'a number with k, m or g: 10m')
    .default('10m'),
  maxFile: z.coerce.number().int().min(1).max(100).default(3),
  restart: z.enum(['no', 'yes']).default('no'),
});
type Params = z.output<typeof params>;

const action: Action<typeof params> = {
  id: 'set-log-rotation',
  title: 'Set up log rotation',
  about:
    "Sets a limit for every container's log in Docker's configuration. Existing containers keep their old setting until they are recreated.",
  words: ['logs', 'max-size', 'daemon.json', 'full'],
  label: () => 'Set up log rotation',
  group: 'maintain',
  effect: () => 'maintains',
  consequence: () => 'Frees nothing now; keeps new logs small.',
  scope: 'host',
  needs: ['platform', 'daemonConfiguration'],
  params,
  onFailure: 'compensate',
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const isRestart = input.params.restart === 'yes';
  const guards = judgeAll([rootShell, identityKnown, ...(isRestart ? [dockerStoppable, quotasKept] : [])], input);
  const configuration = input.facts.sections.daemonConfiguration;
  guards.push(...configurationGuards(input));
  if (guards.some(({ state }) => state !== 'pass') || configuration.state === 'unknown')
    return refusal(action.id, guards);
  const { path, exists, values } = configuration.value;
  const next = withRotation(values ?? {}, input.params);
  if (JSON.stringify(next) === JSON.stringify(values))
    return nothingToDo(action.id, `Nothing to change: ${path} already has these limits.`, []);
  const write = wholeStep({ kind: 'file', id: path, label: path, owner: null }, 'write-daemon-configuration', {
    path,
    before: exists && values !== null ? JSON.stringify(values).replaceAll(/[ \t\r\n]/g, '') : null,
    content: JSON.stringify(next),
  });
  return frame(action, input, {
    title: `Limit logs to ${input.params.maxFile} × ${input.params.maxSize} per container`,
    summary: `Writes log-opts to ${path} and keeps the old file beside it. Takes effect ${isRestart ? 'when this run restarts Docker' : 'at the next restart of Docker'}, for containers created after that.`,
    warnings: isRestart ? ['Docker and every container stop for a moment. What was running is started again.'] : [],
    steps: stepsOf(isRestart ? [write, wholeStep(docker, 'restart-docker')] : [write]),
    skipped: [],
    guards,
    estimate: freesNothing({
      objects: 1,
      seconds: isRestart ? 30 : 2,
      how: 'frees nothing; limits the growth of logs',
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: `The old file is kept beside ${path}; restore it by hand.` },
    stopsDocker: isRestart,
  });
}

function withRotation(
  values: Readonly<Record<string, unknown>>,
  { maxSize, maxFile }: Params,
): Record<string, unknown> {
  const old = values['log-opts'];
  const options = typeof old === 'object' && old !== null ? old : {};
  return {
    ...values,
    'log-driver': values['log-driver'] ?? 'json-file',
    'log-opts': { ...options, 'max-size': maxSize, 'max-file': String(maxFile) },
  };
}

function configurationGuards({ facts }: PlanInput<Params>): GuardJudgement[] {
  const { daemonConfiguration, platform } = facts.sections;
  const guardId = 'configuration';
  if (daemonConfiguration.state === 'unknown')
    return [
      { guardId, state: 'unknown', said: `Docker's configuration could not be read (${daemonConfiguration.detail})` },
    ];
  const owner = platform.state === 'known' ? platforms.find(({ id }) => id === platform.value.id) : undefined;
  if (owner?.configurationOwner === 'vendor') {
    return [
      {
        guardId,
        ...refuse(
          `This system writes Docker's configuration itself, so a change would not last. ${owner.configurationAdvice}`,
        ),
      },
    ];
  }
  return [{ guardId, ...judgeFile(daemonConfiguration.value) }];
}

/** The daemon refuses to start when a key is both in the file and among its flags. */
function judgeFile({ path, problem, flags, isImmutable, values }: DaemonConfiguration) {
  if (problem !== null) return refuse(`${path} does not parse (${problem}). Repair it first.`);
  if (isImmutable === true) return refuse(`${path} is immutable (chattr +i), so it is not changed.`);
  const flag = flags.find((each) => /^--log-(driver|opt)/.test(each));
  if (flag !== undefined)
    return refuse(`dockerd is started with ${flag}; with the same key in ${path} it would not start. Change it there.`);
  const driver = values?.['log-driver'];
  if (typeof driver === 'string' && driver !== 'json-file' && driver !== 'local') {
    return refuse(`Containers log with ${driver}, which has no max-size.`);
  }
  return pass(`${path} can be changed.`);
}
