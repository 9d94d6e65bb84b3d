import type { Run, RunStep } from '../../lib/domain/run.ts';
import { layersOf } from './fault-case.ts';
import type { FaultHost } from './fault-host.ts';

/**
 * What a step claims when it calls itself done, as shell that looks for itself: it prints nothing where the claim is true. $1 is the layers'
 * folder, $2 the id of what the step is about, $3 what its title names.
 */
const claims: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:Quarantine|With Docker stopped, quarantine|Have Docker adopt and release the layer in) /,
    '[ ! -e "$1/$2" ] || echo "$2 is still there"',
  ],
  [
    /^Delete .* from the quarantine/,
    '[ ! -e "$1/$2" ] || echo "$2 is still there"; [ ! -e "$1/.bilge-quarantine/$2.set-aside" ] && [ ! -e "$1/../.bilge-quarantine/$2.set-aside" ] || echo "$2 is still quarantined"',
  ],
  [/^Restore .* from the quarantine/, '[ -d "$1/$2" ] || echo "$2 is not restored"'],
  [
    /^Remove (container|image|volume|network) /,
    '! docker "$3" inspect "$2" >/dev/null 2>&1 || echo "$2 is still there"',
  ],
  [
    /^Remove build cache record/,
    'docker system df -v --format "{{json .BuildCache}}" | grep -o "\\"$2\\"" | head -n 1',
  ],
  [/^Delete subvolume (\S+)$/, '[ ! -e "$3" ] || echo "$3 is still there"'],
  [/^Delete the (\S+) store/, '[ ! -e "/var/lib/docker/$3" ] || echo "$3 is still there"'],
  [/^Empty the log of /, 'find "/var/lib/docker/containers/$2" -name "*.log" -size +0'],
  [
    /^Start Docker on (\S+) /,
    '[ "$(docker info --format "{{.DockerRootDir}}")" = "$3" ] || echo "Docker runs from elsewhere"',
  ],
  [/^Delete (\/\S+) and everything in it/, '[ ! -e "$3" ] || echo "$3 is still there"'],
];

/** What was written into Docker's configuration, by the action that wrote it. */
const written: Readonly<Record<string, string>> = {
  'set-log-rotation': 'grep -q 9m "$3" || echo "$3 was not written"',
  'move-data-root': 'grep -q /mnt/second/docker "$3" || echo "$3 was not written"',
  'migrate-to-loopback': 'grep -q /mnt/second/docker-image "$3" || echo "$3 was not written"',
  'roll-back-migration': '! grep -q /mnt/second/docker "$3" || echo "$3 was not written"',
};

/** Steps that are said to be done and are not; those that went wrong and say no words. */
export async function untruths(target: FaultHost, run: Run): Promise<string[]> {
  const found: string[] = [];
  const folder = layersOf[target.host.kind] ?? '';
  for (const step of run.steps) {
    if (step.state === 'done') found.push(...(await falseClaims(target, run, step, folder)));
    if ((step.state === 'failed' || step.state === 'refused') && !/\w+ \w+/.test(step.said ?? ''))
      found.push(`${step.title}: ${step.state} without a word`);
  }
  if (run.state !== 'succeeded' && !/\w+ \w+/.test(run.said ?? '')) found.push(`${run.state} without a word`);
  if (run.state === 'interrupted' && !(run.said ?? '').includes('plan again'))
    found.push('interrupted, and nobody says what to do');
  return found;
}

async function falseClaims(target: FaultHost, { actionId }: Run, step: RunStep, folder: string): Promise<string[]> {
  const found: string[] = [];
  const ofAction = written[actionId];
  const all = ofAction === undefined ? claims : [...claims, [/^Write (\S+)$/, ofAction] as const];
  for (const [title, script] of all) {
    const match = title.exec(step.title);
    if (match === null) continue;
    const said = await target.sh(`${script}; true`, { args: [folder, step.target.id, match[1] ?? ''] });
    if (said !== '') found.push(`"${step.title}" is said to be done, but: ${said}`);
  }
  return found;
}
