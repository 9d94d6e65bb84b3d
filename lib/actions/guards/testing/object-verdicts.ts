import type { PlanInput } from '../../../domain/action.ts';
import type { ContainerSummary, ImageSummary } from '../../../domain/engine-facts.ts';
import { known, unknown } from '../../../domain/fact.ts';
import type { VolumeRow } from '../../../domain/storage-report.ts';
import { changed } from '../../../facts/views/testing/changed.ts';
import { DockerHost } from '../../../facts/views/testing/docker-host.ts';
import { factsOf, inputOf, noOwn } from '../../testing/plan-on.ts';
import { builderRunning } from '../builder-running.ts';
import { containerIdle } from '../container-idle.ts';
import { containerRunning } from '../container-running.ts';
import { imageUnused } from '../image-unused.ts';
import { oldEnough } from '../old-enough.ts';
import { ownObject } from '../own-object.ts';
import { protectedObject } from '../protected-object.ts';
import { volumeFree } from '../volume-free.ts';
import { blind, type VerdictTable, verdictsOf } from './verdict-case.ts';

/** Guards about one object: is it used, wanted, protected, this dashboard's own, or too new. */
const host = new DockerHost();
const image = host.image('app:1');
const spare = host.image('spare:1');
const stopped = host.container('job', image);
host.container('web', image, { running: true });
const facts = factsOf(host);
const on = (of = facts): PlanInput<unknown> => inputOf(of, {});

function container(change: Partial<ContainerSummary> = {}): ContainerSummary {
  const { containers } = facts.sections;
  const found = containers.state === 'known' ? containers.value.find(({ id }) => id === stopped) : undefined;
  if (found === undefined) throw new Error('the stopped container is not in the facts');
  return { ...found, ...change };
}
const shop = { 'com.docker.compose.project': 'shop' };
const shopIsUp = changed(facts, 'containers', (all) =>
  all.map((each) => (each.state === 'running' ? { ...each, labels: shop } : each)),
);
const withPolicy = changed(facts, 'containersOnDisk', (all) =>
  all.map((each) => ({ ...each, config: each.config && { ...each.config, restartPolicy: 'always' } })),
);
const withoutRecord = changed(facts, 'containersOnDisk', (all) => all.map((each) => ({ ...each, config: null })));

const imageOf = (id: string): ImageSummary => {
  const { images } = facts.sections;
  const found = images.state === 'known' ? images.value.find((each) => each.id === `sha256:${id}`) : undefined;
  if (found === undefined) throw new Error('the image is not in the facts');
  return found;
};
const usedByListed = changed(facts, 'containers', (all) =>
  all.map((each) => ({ ...each, imageId: `sha256:${spare}` })),
);
const usedOnDisk = changed(facts, 'containersOnDisk', (all) =>
  all.map((each) => ({ ...each, config: each.config && { ...each.config, name: '/hidden', imageId: spare } })),
);
const builtOn = changed(facts, 'images', (all) =>
  all.map((each) => (each.id === `sha256:${image}` ? { ...each, parentId: `sha256:${spare}` } : each)),
);

const volume = (change: Partial<VolumeRow> = {}): VolumeRow => ({
  name: 'a'.repeat(64),
  anonymous: true,
  driver: 'local',
  mountpoint: '/var/lib/docker/volumes/a/_data',
  usedBy: [],
  usersKnown: true,
  labels: {},
  bytes: known(1),
  nestedDocker: known(null),
  deletable: { ok: true },
  knownAs: null,
  ...change,
});

/** Only Docker's socket can be reached: what it tells of a container stands with the container. */
const bySocket: PlanInput<unknown> = { ...on(blind(facts, 'containersOnDisk')), engineOnly: true };
const told = (restartPolicy: string) => container({ details: { restartPolicy, finishedAt: null } });

const idle = verdictsOf(containerIdle);
const running = verdictsOf(containerRunning);
const building = verdictsOf(builderRunning);
const cache = 'buildx_buildkit_ci0_state';
const builders = (...states: string[]) => ({
  volume: cache,
  builders: known(states.map((state, index) => container({ state, names: [`/ci${index}`] }))),
});
const unused = verdictsOf(imageUnused);
const free = verdictsOf(volumeFree);
const old = verdictsOf(oldEnough);
const own = verdictsOf(ownObject);
const shielded = verdictsOf(protectedObject);

const labelled = (labels: Record<string, string>, keepLabel: string | null = 'protected') => ({
  kind: 'volume',
  ids: ['photos'],
  labels,
  keepLabel,
});
const now = '1970-02-10T00:00:00Z';
const nowSeconds = Date.parse(now) / 1000;
const secondsAgo = (hours: number) => nowSeconds - hours * 3600;
const age = (hours: number | null, minAgeHours = 24) => ({
  lastUsedSeconds: hours === null ? null : nowSeconds - hours * 3600,
  minAgeHours,
  what: 'used',
});

export const objectVerdicts: VerdictTable = [
  idle('pass', 'it has ended and nobody wants it', { input: on(), args: container(), says: /does not run/ }),
  idle('refuse', 'it runs', { input: on(), args: container({ state: 'running' }), says: /running/ }),
  idle('refuse', 'it is paused', { input: on(), args: container({ state: 'paused' }), says: /paused/ }),
  idle('refuse', 'it restarts by itself', { input: on(withPolicy), args: container(), says: /restart policy always/ }),
  idle('refuse', 'its project is up', {
    input: on(shopIsUp),
    args: container({ labels: shop }),
    says: /shop is up \(web runs\)/,
  }),
  idle('refuse', 'it is a task of a swarm', {
    input: on(),
    args: container({ labels: { 'com.docker.swarm.task.id': 'x' } }),
    says: /swarm/,
  }),
  idle('unknown', 'its record does not parse', {
    input: on(withoutRecord),
    args: container(),
    says: /restart policy is unknown/,
  }),
  idle('unknown', 'the records could not be read', {
    input: on(blind(facts, 'containersOnDisk')),
    args: container(),
    says: /unknown/,
  }),
  idle('unknown', 'the other containers are not known', {
    input: on(blind(facts, 'containers')),
    args: container({ labels: shop }),
    says: /unknown whether its project is up/,
  }),

  idle('pass', 'Docker tells that nobody wants it', { input: bySocket, args: told('no'), says: /does not run/ }),
  idle('refuse', 'Docker tells that it restarts', {
    input: bySocket,
    args: told('always'),
    says: /restart policy always/,
  }),
  idle('unknown', 'Docker did not tell', { input: bySocket, args: container(), says: /Scan again/ }),

  running('pass', 'it runs', { input: on(), args: known(container({ state: 'running' })), says: /runs/ }),
  running('refuse', 'it was stopped', {
    input: on(),
    args: known(container({ state: 'exited' })),
    says: /would start it/,
  }),
  running('refuse', 'it is not there', { input: on(), args: known(null), says: /No container/ }),
  running('unknown', 'the containers are not known', {
    input: on(),
    args: unknown('timed-out', 'Docker took too long.'),
    says: /could not be listed/,
  }),

  building('pass', 'it runs', { input: on(), args: builders('running'), says: /ci0 runs/ }),
  building('pass', 'another one with the volume is stopped', {
    input: on(),
    args: builders('exited', 'running'),
    says: /ci1 runs/,
  }),
  building('refuse', 'it was stopped', { input: on(), args: builders('exited'), says: /ci0 is exited. Start it/ }),
  building('refuse', 'no container has the volume', { input: on(), args: builders(), says: /prune-volumes/ }),
  building('refuse', 'two run with it', {
    input: on(),
    args: builders('running', 'running'),
    says: /ci0 and ci1 both run/,
  }),
  building('unknown', 'the containers are not known', {
    input: on(),
    args: { volume: cache, builders: unknown('timed-out', 'Docker took too long.') },
    says: /could not be listed/,
  }),

  unused('pass', 'no container that Docker shows was made from it', {
    input: bySocket,
    args: imageOf(spare),
    says: /No container/,
  }),
  free('unknown', 'it can only be looked at from the host', {
    input: bySocket,
    args: { volume: volume(), isNamed: true },
    says: /by SSH/,
  }),
  unused('pass', 'no container was made from it', { input: on(), args: imageOf(spare), says: /No container/ }),
  unused('refuse', 'a container was made from it', {
    input: on(usedByListed),
    args: imageOf(spare),
    says: /The container (job|web)/,
  }),
  unused('refuse', 'a container that Docker hides was made from it', {
    input: on(usedOnDisk),
    args: imageOf(spare),
    says: /hidden/,
  }),
  unused('refuse', 'an image was built on it', {
    input: on(builtOn),
    args: imageOf(spare),
    says: /app:1 was built on it/,
  }),
  ...(['containers', 'containersOnDisk', 'images'] as const).map((section) =>
    unused('unknown', `${section} could not be listed`, {
      input: on(blind(facts, section)),
      args: imageOf(spare),
      says: /could be listed/,
    }),
  ),

  free('pass', 'nobody uses it', { input: on(), args: { volume: volume(), isNamed: false }, says: /unused/ }),
  free('pass', 'it has a name and was asked for by it', {
    input: on(),
    args: { volume: volume({ anonymous: false, name: 'photos' }), isNamed: true },
    says: /unused/,
  }),
  free('refuse', 'it has a name and was not', {
    input: on(),
    args: { volume: volume({ anonymous: false, name: 'photos' }), isNamed: false },
    says: /if you name it/,
  }),
  free('refuse', 'a container uses it', {
    input: on(),
    args: { volume: volume({ usedBy: ['db'] }), isNamed: true },
    says: /Used by db/,
  }),
  free('refuse', 'Docker could delete it only half', {
    input: on(),
    args: { volume: volume({ deletable: { excuse: 'It is mounted.' } }), isNamed: true },
    says: /mounted/,
  }),
  free('refuse', 'its data lies elsewhere', {
    input: on(),
    args: { volume: volume({ driver: 'rclone' }), isNamed: true },
    says: /rclone/,
  }),
  free('refuse', 'a Docker lies in it', {
    input: on(),
    args: { volume: volume({ nestedDocker: known({ driver: 'btrfs', subvolumes: 3 }) }), isNamed: true },
    says: /clean-nested-docker/,
  }),
  free('refuse', 'it is known for what it is', {
    input: on(),
    args: { volume: volume({ knownAs: 'buildx builder state' }), isNamed: false },
    says: /buildx builder state/,
  }),
  free('unknown', 'it was not looked into', {
    input: on(),
    args: { volume: volume({ nestedDocker: unknown('timed-out', 'It took too long.') }), isNamed: true },
    says: /unknown/,
  }),

  old('pass', 'it is older than asked for', { input: on(), args: age(25), says: /25 h ago/ }),
  old('pass', 'no age was asked for', { input: on(), args: age(0, 0), says: /No minimum age/ }),
  old('refuse', 'it was used a moment ago', { input: on(), args: age(0.5), says: /30 min ago/ }),
  old('refuse', 'its time lies in the future, as after a clock was set', {
    input: on(),
    args: age(-5),
    says: /minimum age/,
  }),
  old('pass', 'it has been unused for longer too', {
    input: on(),
    args: { ...age(48), unusedSeconds: secondsAgo(25) },
    says: /48 h ago/,
  }),
  old('pass', 'no age was asked for, although it is seen unused for the first time', {
    input: on(),
    args: { ...age(48, 0), unusedSeconds: null },
    says: /No minimum age/,
  }),
  old('refuse', 'it is a month old, and its container went five minutes ago', {
    input: on(),
    args: { ...age(720), unusedSeconds: secondsAgo(5 / 60) },
    says: /only 5 min; minimum age 24 h/,
  }),
  old('unknown', 'it is seen unused for the first time', {
    input: on(),
    args: { ...age(720), unusedSeconds: null },
    says: /First seen unused .* 24 h/,
  }),
  old('unknown', 'no time is known', { input: on(), args: age(null), says: /counts as new/ }),
  old('unknown', 'the clock makes no sense', {
    input: { ...on(), now: 'never' },
    args: age(25),
    says: /unknown how long/,
  }),

  own('pass', "it is not the dashboard's", {
    input: on(),
    args: { list: 'volumeNames', id: 'photos' },
    says: /does not belong/,
  }),
  ...(['containerIds', 'imageIds', 'volumeNames', 'networkNames'] as const).map((list) =>
    own('refuse', `it is among its ${list}`, {
      input: { ...on(), own: { ...noOwn, [list]: ['mine'] } },
      args: { list, id: 'mine' },
      says: /this dashboard/,
    }),
  ),
  {
    guardId: 'own-object',
    never: 'unknown',
    because: 'where the containers are not known, containers-complete refuses the whole plan',
  },

  shielded('pass', 'nothing protects it', { input: on(), args: labelled({}), says: /Not protected/ }),
  shielded('pass', 'its label says false', {
    input: on(),
    args: labelled({ protected: 'False' }),
    says: /Not protected/,
  }),
  shielded('pass', 'labels do not count for this kind', {
    input: on(),
    args: labelled({ protected: 'yes' }, null),
    says: /Not protected/,
  }),
  shielded('refuse', 'it carries the label, without a value too', {
    input: on(),
    args: labelled({ protected: '' }),
    says: /label protected\./,
  }),
  shielded('refuse', 'it carries a label of another name that was asked for', {
    input: on(),
    args: labelled({ keep: '1' }, 'keep'),
    says: /keep=1/,
  }),
  shielded('refuse', 'it is protected in Bilge', {
    input: { ...on(), protections: [{ kind: 'volume', id: 'photos' }] },
    args: labelled({}),
    says: /bilge unprotect HOST photos/,
  }),
  shielded('refuse', 'it is protected in Bilge as a thing of any kind', {
    input: { ...on(), protections: [{ kind: '*', id: 'photos' }] },
    args: labelled({ protected: 'false' }),
    says: /protected in Bilge/,
  }),
  shielded('pass', 'something else of that name is protected', {
    input: { ...on(), protections: [{ kind: 'network', id: 'photos' }] },
    args: labelled({}),
    says: /Not protected/,
  }),
  {
    guardId: 'protected',
    never: 'unknown',
    because: 'labels and shields come with the object; an object without them is not listed',
  },
];
