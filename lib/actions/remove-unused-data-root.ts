import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import type { Fact } from '../domain/fact.ts';
import type { GuardJudgement, PlanDraft, Refusal, Verdict } from '../domain/plan.ts';
import type { OtherDataRootRow } from '../domain/storage-report.ts';
import { platformOf } from '../platforms/detect-platform.ts';
import { judgeAll, refusal, stepsOf } from './candidates.ts';
import { count, estimateOf, frame } from './frame.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { judge, notKnown, pass, refuse } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { protectedObject } from './guards/protected-object.ts';
import { rootShell } from './guards/root-shell.ts';
import { withAmount } from './labels.ts';

/** `sure` is the second confirmation: the path again, typed after its volumes and containers were named. */
const params = z.strictObject({ root: z.string().min(1).max(4096), sure: z.string().max(4096).default('') });
type Params = z.output<typeof params>;

/** Never garbage: its volumes and what its containers wrote may be the only copy. So it needs two confirmations, as an abandoned store does. */
const action: Action<typeof params> = {
  id: 'remove-unused-data-root',
  title: 'Delete a data root that no engine uses',
  about: 'Deletes an unused Docker data root with the images, containers and volumes in it. Needs two confirmations.',
  words: ['var lib docker', 'old', 'cleanup', 'free', 'full'],
  label: (amount) => withAmount('Remove the unused data root', amount),
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'No way back: images, containers and volumes in it are lost.',
  scope: 'objects',
  needs: ['platform', 'engine', 'otherDataRoots', 'daemonProcesses'],
  params,
  onFailure: 'stop',
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const { params: asked, report } = input;
  const roots = report.otherDataRoots;
  const root = roots.state === 'known' ? roots.value.find(({ path }) => path === asked.root) : undefined;
  const guards: GuardJudgement[] = [
    ...judgeAll([rootShell, dockerCli, identityKnown], input),
    { guardId: 'unused-root', ...judgeRoot(root, roots, input) },
    judge(protectedObject, input, { kind: 'store', ids: [asked.root], labels: {}, keepLabel: null }),
  ];
  if (root !== undefined) guards.push({ guardId: 'asked-twice', ...judgeSure(root, asked) });
  if (guards.some(({ state }) => state !== 'pass') || root === undefined) return refusal(action.id, guards);
  const [device = '', inode = ''] = root.identity.split(':');
  return frame(action, input, {
    title: `Delete the data root ${root.path}`,
    summary: `Deletes ${root.path} and everything in it for good: ${contents(root)}.`,
    warnings: root.volumes.length === 0 ? [] : [`These volumes are lost for good: ${named(root.volumes)}.`],
    steps: stepsOf([
      {
        target: { kind: 'store', id: root.path, label: root.path, owner: null },
        bytes: root.bytes,
        op: 'remove-data-root',
        args: { path: root.path, device, inode, contents: root.contentsDigest },
        guards: [],
      },
    ]),
    skipped: [],
    guards,
    estimate: estimateOf({ freedBytes: root.bytes, objects: 1 }),
    confirmation: 'host-name',
    undo: { possible: false, excuse: 'Images, containers and volumes in it are lost for good.' },
  });
}

function judgeRoot(
  root: OtherDataRootRow | undefined,
  roots: Fact<OtherDataRootRow[]>,
  { facts }: PlanInput<Params>,
): Verdict {
  if (roots.state === 'unknown') return notKnown(`Could not determine which data roots are in use (${roots.detail})`);
  if (root === undefined) return refuse('There is no other data root at this path. Scan again.');
  const { migrations } = facts.sections;
  if (migrations.state === 'unknown')
    return notKnown(`Whether a move of Docker keeps it could not be read (${migrations.detail})`);
  if (migrations.value.some(({ from, to }) => from.path === root.path || to.path === root.path))
    return refuse('A move of Docker keeps it. Finish the move instead (finish-migration), or go back.');
  if (root.usedBy !== null) return refuse(`The Docker daemon of process ${root.usedBy.pid} uses it.`);
  if (root.isMountPoint) {
    return refuse(
      'It is the mount point of a filesystem of its own. Unmount it, and check what the disk holds before you reuse it.',
    );
  }
  if (root.isNetwork) {
    return refuse(`It is on a network filesystem (${root.filesystemType}), so a Docker on another machine may use it.`);
  }
  const { platform } = facts.sections;
  const vendor = platform.state === 'known' ? platformOf(platform.value.id) : null;
  if (vendor?.configurationOwner === 'vendor')
    return refuse(`On ${vendor.title} the folders of Docker belong to its package. Remove them with the package.`);
  return pass('No Docker daemon of this machine uses it.');
}

function judgeSure(root: OtherDataRootRow, { sure }: Params): Verdict {
  if (sure === root.path) return pass('Confirmed twice.');
  return refuse(
    `It holds ${contents(root)}. All of it would be lost for good. To delete it, plan again with sure=${root.path}.`,
  );
}

function contents({ containers, volumes }: OtherDataRootRow): string {
  const part = (names: string[], noun: string) =>
    `${count(names.length, noun)}${names.length === 0 ? '' : ` (${named(names)})`}`;
  return `${part(volumes, 'volume')} and ${part(containers, 'container')}, with their images`;
}

function named(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
}
