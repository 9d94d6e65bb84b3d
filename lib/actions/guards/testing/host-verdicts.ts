import { known, unknown } from '../../../domain/fact.ts';
import { changed } from '../../../facts/views/testing/changed.ts';
import { DockerHost } from '../../../facts/views/testing/docker-host.ts';
import { factsOf, inputOf, platform } from '../../testing/plan-on.ts';
import { dockerCli } from '../docker-cli.ts';
import { dockerStoppable, quotasKept } from '../docker-stoppable.ts';
import { filesystemWhole } from '../filesystem-whole.ts';
import { identityKnown } from '../identity-known.ts';
import { onBtrfs } from '../on-btrfs.ts';
import { rootShell } from '../root-shell.ts';
import { blind, type VerdictTable, verdictsOf } from './verdict-case.ts';

/** Guards about the host itself: is it the right one, may Bilge act on it, does Docker come back when it is stopped. */
const overlay = factsOf(new DockerHost());
const btrfs = factsOf(new DockerHost('btrfs'));
const on = (facts: typeof overlay) => inputOf(facts, {});
const { docker: _docker, ...withoutDocker } = platform().tools;
const { btrfs: _btrfs, ...withoutBtrfs } = platform().tools;
const oldEngine = changed(btrfs, 'engine', (engine) => ({ ...engine, version: '20.10.24' }));
const quotas = (facts: typeof overlay) =>
  changed(facts, 'btrfs', (all) => all.map((each) => ({ ...each, quotas: { ...each.quotas, enabled: true } })));
const synology = {
  ...oldEngine,
  sections: {
    ...oldEngine.sections,
    platform: factsOf(new DockerHost(), { id: 'synology-dsm', init: 'synology' }).sections.platform,
  },
};
const nowhere = (part: 'engineId' | 'dataRootFsid') => ({
  ...overlay,
  identity: { ...overlay.identity, [part]: unknown('not-collected', 'Not read.') },
});

const identity = verdictsOf(identityKnown);
const root = verdictsOf(rootShell);
const cli = verdictsOf(dockerCli);
const stoppable = verdictsOf(dockerStoppable);
const kept = verdictsOf(quotasKept);
const onIt = verdictsOf(onBtrfs);
const whole = verdictsOf(filesystemWhole);
const health = (isMissing: boolean | null) => ({
  ...btrfs,
  sections: {
    ...btrfs.sections,
    btrfsHealth: known([
      {
        uuid: null,
        mountPoint: '/var/lib/docker',
        devices: [
          { device: '/dev/sda1', isMissing: false, errors: null },
          { device: 'device 2', isMissing, errors: null },
        ],
        scrub: null,
        balance: null,
        exclusiveOperation: null,
      },
    ]),
  },
});
const mounted = (change: { options?: string[]; superOptions?: string[] }) =>
  changed(health(false), 'mounts', (all) => all.map((each) => (each.type === 'btrfs' ? { ...each, ...change } : each)));
const args = null;
/** Only Docker's socket can be reached: nothing on the host can be seen. */
const bySocket = (of: typeof overlay) => ({
  ...on(blind(of, 'platform', 'containersOnDisk', 'dataRoot')),
  engineOnly: true,
});

export const hostVerdicts: VerdictTable = [
  identity('pass', 'engine and filesystem are known', {
    input: on(overlay),
    args,
    says: /engine-1 on filesystem fs-1/,
  }),
  identity('unknown', 'the engine has no id', { input: on(nowhere('engineId')), args, says: /Start Docker/ }),
  identity('unknown', 'the filesystem has none', {
    input: on(nowhere('dataRootFsid')),
    args,
    says: /as root/,
  }),
  identity('pass', 'only the engine can be asked, and it is known', {
    input: bySocket(nowhere('dataRootFsid')),
    args,
    says: /only this engine/,
  }),
  identity('unknown', 'only the engine can be asked, and it has no id', {
    input: bySocket(nowhere('engineId')),
    args,
    says: /Start Docker/,
  }),
  {
    guardId: 'identity-known',
    never: 'refuse',
    because: 'another identity is refused by the host itself, check_identity',
  },

  root('pass', 'the shell is root', { input: on(overlay), args, says: /is root/ }),
  root('refuse', 'it is somebody else', {
    input: on(factsOf(new DockerHost(), { effectiveUid: 1000 })),
    args,
    says: /sudo/,
  }),
  root('unknown', 'there was no look at the host', {
    input: on(blind(overlay, 'platform')),
    args,
    says: /took too long/,
  }),

  root('unknown', 'there is no shell at all', { input: bySocket(overlay), args, says: /by SSH/ }),

  cli('pass', 'the engine is asked over its socket', { input: bySocket(overlay), args, says: /over its socket/ }),
  cli('unknown', 'the engine does not answer over its socket', {
    input: bySocket(blind(overlay, 'engine')),
    args,
    says: /does not answer/,
  }),
  cli('pass', 'command and engine are there', { input: on(overlay), args, says: /\/usr\/bin\/docker/ }),
  cli('refuse', 'the command is missing', {
    input: on(factsOf(new DockerHost(), { tools: withoutDocker })),
    args,
    says: /Install the docker CLI/,
  }),
  cli('unknown', 'the tools are not known', { input: on(blind(overlay, 'platform')), args, says: /unknown/ }),
  cli('unknown', 'Docker does not answer', { input: on(blind(overlay, 'engine')), args, says: /does not answer/ }),

  stoppable('pass', 'systemd runs it', { input: on(overlay), args, says: /systemd/ }),
  stoppable('refuse', 'the middleware owns it', {
    input: on(factsOf(new DockerHost(), { id: 'truenas-scale' })),
    args,
    says: /in Apps/,
  }),
  stoppable('refuse', 'nothing is known to start it', {
    input: on(factsOf(new DockerHost(), { init: 'none' })),
    args,
    says: /not stopped/,
  }),
  stoppable('unknown', 'the platform is not known', {
    input: on(blind(overlay, 'platform')),
    args,
    says: /took too long/,
  }),

  kept('pass', 'the driver is not btrfs', { input: on(overlay), args, says: /not btrfs/ }),
  kept('pass', 'the engine is 23 or newer, quotas on', {
    input: on(quotas(btrfs)),
    args,
    says: /does not change quotas/,
  }),
  kept('pass', 'an old engine, quotas off', { input: on(oldEngine), args, says: /quotas are off/ }),
  kept('refuse', 'an old engine, quotas on', {
    input: on(quotas(oldEngine)),
    args,
    says: /share quotas would be lost/,
  }),
  kept('refuse', 'an old engine on Synology, whatever its quotas', {
    input: on(synology),
    args,
    says: /share quotas would be lost/,
  }),
  kept('unknown', 'the quotas could not be read', { input: on(blind(oldEngine, 'btrfs')), args, says: /unknown/ }),
  kept('unknown', "the engine's version could not be read", {
    input: on(blind(btrfs, 'engine')),
    args,
    says: /version is unknown/,
  }),

  whole('pass', 'every device is there', { input: on(health(false)), args, says: /No device is missing/ }),
  whole('refuse', 'a device is missing', { input: on(health(true)), args, says: /device 2\. .*btrfs replace/ }),
  whole('refuse', 'it stopped writing', {
    input: on(mounted({ options: ['rw'], superOptions: ['ro'] })),
    args,
    says: /read-only.*dmesg/,
  }),
  whole('refuse', 'it is mounted read-only', { input: on(mounted({ options: ['ro'] })), args, says: /read-only/ }),
  whole('unknown', 'devices were not told', { input: on(health(null)), args, says: /btrfs filesystem show/ }),
  whole('unknown', 'its health was not read', {
    input: on(blind(health(false), 'btrfsHealth')),
    args,
    says: /It took too long/,
  }),
  whole('unknown', 'the mounts were not read', { input: on(blind(health(false), 'mounts')), args, says: /Scan again/ }),

  onIt('pass', 'the data root lies on it', { input: on(btrfs), args, says: /on btrfs/ }),
  onIt('refuse', 'it lies on ext4', { input: on(overlay), args, says: /on ext4, not on btrfs/ }),
  onIt('refuse', 'btrfs-progs are missing', {
    input: on({
      ...btrfs,
      sections: { ...btrfs.sections, platform: factsOf(new DockerHost(), { tools: withoutBtrfs }).sections.platform },
    }),
    args,
    says: /btrfs-progs/,
  }),
  onIt('unknown', 'the data root could not be read', {
    input: on(blind(btrfs, 'dataRoot')),
    args,
    says: /took too long/,
  }),
  onIt('unknown', 'the tools are not known', {
    input: on(blind(btrfs, 'platform')),
    args,
    says: /tools are unknown/,
  }),
];
