import type { Leak } from '../../../domain/storage-report.ts';
import { changed } from '../../../facts/views/testing/changed.ts';
import { leaksOf } from '../../../facts/views/testing/conclusions.ts';
import { DockerHost, young } from '../../../facts/views/testing/docker-host.ts';
import { factsOf, inputOf } from '../../testing/plan-on.ts';
import { containersComplete } from '../containers-complete.ts';
import { leakProven } from '../leak-proven.ts';
import { quarantineKnown } from '../quarantine-known.ts';
import { storageProvable } from '../storage-provable.ts';
import { blind, type VerdictTable, verdictsOf } from './verdict-case.ts';

/** Guards about what is on disk: are the records whole, is the leak proven, is every container one that Docker shows. */
function leaking(born?: number) {
  const host = new DockerHost();
  host.container('web', host.image('app:1'));
  host.cache(born === undefined ? {} : { born });
  host.pruneCache();
  return factsOf(host);
}
const facts = leaking();
const on = (of: typeof facts) => inputOf(of, {});
const leak = (of: typeof facts): Leak => {
  const [first] = leaksOf(of);
  if (first === undefined) throw new Error('this host was to have a leak');
  return first;
};
const hidden = (config: 'unreadable' | 'vfs') =>
  changed(facts, 'containersOnDisk', (all) => [
    ...all,
    {
      id: 'e'.repeat(64),
      config: config === 'vfs' && all[0]?.config ? { ...all[0].config, name: '/lost', driver: 'vfs' } : null,
      logBytes: 0,
      logDriver: null,
      logOptions: {},
    },
  ]);

const provable = verdictsOf(storageProvable);
const proven = verdictsOf(leakProven);
const complete = verdictsOf(containersComplete);
const setAside = verdictsOf(quarantineKnown);
const args = null;

export const storageVerdicts: VerdictTable = [
  provable('pass', 'every record was read', { input: on(facts), args, says: /records were read/ }),
  provable('refuse', 'the data root lies on a network', {
    input: on(changed(facts, 'dataRoot', (root) => ({ ...root, filesystemType: 'nfs4', filesystemMagic: '6969' }))),
    args,
    says: /nfs4|network/,
  }),
  provable('refuse', "the metadata is another daemon's", {
    input: on(changed(facts, 'dataRoot', (root) => ({ ...root, engineId: 'another' }))),
    args,
    says: /another|engine/,
  }),
  ...(
    ['layerdb', 'buildkitSnapshots', 'namespaceMounts', 'driverDirectories', 'containersOnDisk', 'dataRoot'] as const
  ).map((section) =>
    provable('unknown', `${section} could not be read`, { input: on(blind(facts, section)), args, says: /./ }),
  ),

  proven('pass', 'nothing names it and it is old', {
    input: on(facts),
    args: leak(facts),
    says: /layerdb|layer store|names/,
  }),
  proven('refuse', 'it is younger than the running Docker', {
    input: on(facts),
    args: leak(leaking(young)),
    says: /after the running Docker started/,
  }),
  proven('unknown', 'the proof is not whole', {
    input: on(facts),
    args: { ...leak(facts), state: 'unconfirmed' },
    says: /./,
  }),
  proven('unknown', 'there is no proof at all', {
    input: on(facts),
    args: { ...leak(facts), state: 'unconfirmed', proof: [] },
    says: /Could not prove/,
  }),

  complete('pass', 'the two lists agree', { input: on(facts), args, says: /\(1\)/ }),
  complete('pass', 'only the engine can be asked, and it says what it shows', {
    input: { ...on(blind(facts, 'containersOnDisk')), engineOnly: true },
    args,
    says: /cannot be seen here/,
  }),
  complete('unknown', 'only the engine can be asked, and it did not list them', {
    input: { ...on(blind(facts, 'containers')), engineOnly: true },
    args,
    says: /could not be listed/,
  }),
  complete('refuse', 'a record does not parse', { input: on(hidden('unreadable')), args, says: /does not parse/ }),
  complete('refuse', 'one was made with another driver', {
    input: on(hidden('vfs')),
    args,
    says: /lost: .* with vfs/,
  }),
  complete('pass', 'the one that Docker did not list is the helper container that the disk was read from', {
    input: on(
      changed(hidden('vfs'), 'containersOnDisk', (all) =>
        all.map((each, at) => (at === 0 ? each : { ...each, isHelper: true })),
      ),
    ),
    args,
    says: /\(1\)/,
  }),
  complete('unknown', 'Docker did not list them', {
    input: on(blind(facts, 'containers')),
    args,
    says: /could not be listed/,
  }),
  complete('unknown', 'they could not be read on disk', {
    input: on(blind(facts, 'containersOnDisk')),
    args,
    says: /may hide/,
  }),

  setAside('pass', 'the quarantine was read', { input: on(facts), args, says: /was read/ }),
  setAside('unknown', 'it could not be read', { input: on(blind(facts, 'quarantine')), args, says: /took too long/ }),
  {
    guardId: 'quarantine-known',
    never: 'refuse',
    because: 'each entry is judged on its own; this says only that the list is one',
  },
];
