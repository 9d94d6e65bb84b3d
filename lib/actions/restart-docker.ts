import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { docker, judgeAll, refusal, stepsOf, wholeStep } from './candidates.ts';
import { count, frame, freesNothing } from './frame.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { dockerStoppable, quotasKept } from './guards/docker-stoppable.ts';
import { identityKnown } from './guards/identity-known.ts';
import { rootShell } from './guards/root-shell.ts';

const params = z.strictObject({});

/**
 * What leaked since the running Docker started can only be proven after a restart
 * (docs/reference/docker-on-disk.md#the-birth-gate).
 */
const action: Action<typeof params> = {
  id: 'restart-docker',
  title: 'Restart Docker',
  about:
    'Stops Docker and starts it again, with every container that was running. After that, leaks since the last start can be proven.',
  words: ['daemon', 'reboot'],
  label: () => 'Restart Docker',
  group: 'repair',
  effect: () => 'repairs',
  consequence: () => 'Frees nothing by itself. Running containers may be down for a moment.',
  scope: 'host',
  needs: ['platform', 'engine', 'containers', 'btrfs'],
  params,
  onFailure: 'stop',
  plan,
};
export default action;

function plan(input: PlanInput<z.output<typeof params>>): PlanDraft | Refusal {
  const guards = judgeAll([rootShell, dockerCli, identityKnown, dockerStoppable, quotasKept], input);
  if (guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  const { containers, engine } = input.facts.sections;
  const running = containers.state === 'known' ? containers.value.filter(({ state }) => state === 'running') : [];
  const isLive = engine.state === 'known' && engine.value.liveRestore;
  const ownRuns = running.some(({ id }) => input.own.containerIds.includes(id));
  return frame(action, input, {
    title: 'Restart Docker',
    summary: isLive
      ? 'Stops the Docker daemon and starts it again. Containers keep running meanwhile (live-restore is on).'
      : `Stops Docker with ${count(running.length, 'running container')} and starts all of them again. They are down for a few seconds to a few minutes.`,
    warnings:
      ownRuns && !isLive
        ? ['This dashboard is one of these containers: it stops and is started again. The run continues without it.']
        : [],
    steps: stepsOf([wholeStep(docker, 'restart-docker')]),
    skipped: [],
    guards,
    estimate: freesNothing({
      objects: 1,
      seconds: 20 + running.length * 2,
      how: 'a restart frees nothing by itself',
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'A restart cannot be undone.' },
    stopsDocker: true,
  });
}
