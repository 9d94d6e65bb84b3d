import { afterAll, describe, expect, it } from 'vitest';
import { type HostKind, type LabHost, labAvailable, startHost, stopAll } from '../../lab/lab.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { labSession } from '../../test/helpers/lab-session.ts';
import type { CheckOutcome } from '../domain/finding.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { collectHostFacts } from '../facts/collect.ts';
import { buildStorageReport } from '../facts/views/storage-report.ts';
import { judge, noPast } from './judge.ts';

const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: checks on real hosts: ${lab.reason}`);
afterAll(stopAll);

async function judged(host: LabHost): Promise<{ facts: HostFacts; outcomes: CheckOutcome[] }> {
  const session = await labSession(host);
  try {
    const now = () => new Date().toISOString();
    const facts = await collectHostFacts(session, { hostId: 'h', now, newFactsId: () => 'f' });
    const storage = buildStorageReport(facts, [], () => null);
    return { facts, outcomes: judge({ facts, storage, past: noPast, now: now() }) };
  } finally {
    await session.close();
  }
}

const status = (outcomes: readonly CheckOutcome[], id: string) => {
  const outcome = outcomes.find(({ checkId }) => checkId === id);
  if (outcome?.status !== 'fail') return outcome?.status;
  return outcome.findings.map((finding) => finding.severity).join();
};

async function onHost(kind: HostKind, test: (host: LabHost) => Promise<void>): Promise<void> {
  const host = await startHost(kind);
  try {
    await test(host);
  } finally {
    await host.stop();
  }
}

const asked = [
  'mdArrays',
  'kernelFeatures',
  'bootConfiguration',
  'loopDevices',
  'thinPools',
  'zfs',
  'xfsFormats',
] as const;

describe.skipIf(!lab.ok)('checks on real hosts', () => {
  it('btrfs: no check fails itself, the sections of health are known, states are judged right', async () => {
    await onHost('btrfs', async (host) => {
      await loadBusybox(host);
      const healthy = await judged(host);
      expect(healthy.outcomes.filter((outcome) => outcome.status === 'error')).toEqual([]);
      for (const id of [...asked, 'btrfsHealth'] as const) {
        expect({ id, fact: healthy.facts.sections[id] }).toMatchObject({ fact: { state: 'known' } });
      }
      expect(status(healthy.outcomes, 'btrfs-device-errors')).toBe('pass');
      expect(status(healthy.outcomes, 'filesystem-read-only')).toBe('pass');
      expect(status(healthy.outcomes, 'leaked-layers')).toBe('pass');
      expect(status(healthy.outcomes, 'devicemapper-loop-lvm')).toBe('not-applicable');
      expect(status(healthy.outcomes, 'engine-end-of-life')).toBe('warning');

      await host.exec('btrfs scrub start -B /var/lib/docker');
      const scrubbed = await judged(host);
      const health = scrubbed.facts.sections.btrfsHealth;
      expect(health.state === 'known' && health.value[0]?.scrub).toMatchObject({
        state: 'finished',
        uncorrectableErrors: 0,
      });
      expect(status(scrubbed.outcomes, 'btrfs-scrub-overdue')).toBe('pass');

      await host.exec('systemctl stop docker.socket docker; mount -o remount,ro /var/lib/docker');
      expect(status((await judged(host)).outcomes, 'filesystem-read-only')).toBe('critical');
    });
  });

  it('ext4: barriers, boot order and a conflicting configuration are seen', async () => {
    await onHost('ext4', async (host) => {
      const before = await judged(host);
      expect(before.outcomes.filter((outcome) => outcome.status === 'error')).toEqual([]);
      expect(status(before.outcomes, 'btrfs-metadata-exhausted')).toBe('not-applicable');
      expect(status(before.outcomes, 'write-barriers-off')).toBe('pass');
      expect(status(before.outcomes, 'daemon-config-conflict')).toBe('pass');
      await host.exec('mount -o remount,barrier=0 /var/lib/docker');
      await host.exec('printf %s "$1" >/etc/docker/daemon.json', { args: ['{ "hosts": ["tcp://0.0.0.0:2375"], }'] });
      const after = await judged(host);
      expect(status(after.outcomes, 'write-barriers-off')).toBe('warning');
      expect(status(after.outcomes, 'daemon-config-conflict')).toBe('warning');
    });
  });
});
