import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostKind, type LabHost, labAvailable, startHost } from '../lab/lab.ts';
import { type Answer, outputOf } from '../lab/output-of.ts';
import { loadBusybox } from '../lab/states/load-busybox.ts';
import type { Report } from '../lib/domain/report.ts';

/** "Done when" of the walking skeleton: `bilge host add … --trust …`, then `bilge scan … --json`, on every kind of lab host. */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED bilge on lab hosts: ${lab.reason}`);

const root = path.dirname(path.dirname(new URL(import.meta.url).pathname));
let data = '';

function bilge(args: string[], input = ''): Promise<Answer> {
  const child = spawn(path.join(root, 'bin/bilge'), args, { env: { ...process.env, BILGE_DATA: data } });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return outputOf(child);
}

function addArguments(host: LabHost): string[] {
  if (host.kind === 'socket') return ['host', 'add', host.kind, host.url, '--host-access', 'helper', '--json'];
  const sudo = host.sudoPassword ? ['--sudo', 'password', '--sudo-password-stdin'] : [];
  return [
    'host',
    'add',
    host.kind,
    host.url,
    '--key',
    host.keyFile,
    '--trust',
    host.hostKeyFingerprint,
    ...sudo,
    '--json',
  ];
}

describe.skipIf(!lab.ok)('bilge on every kind of host', () => {
  beforeAll(() => {
    data = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-cli-'));
    fs.chmodSync(data, 0o700);
  });
  afterAll(() => fs.rmSync(data, { recursive: true, force: true }));

  const kinds: HostKind[] = [
    'btrfs',
    'xfs',
    'ext4',
    'vfs',
    'fuse-overlayfs',
    'socket',
    'sudo-password',
    'busybox',
    'trixie-ext4',
  ];
  it.each(kinds)('%s: add, scan, report, list, remove', async (kind) => {
    const host = await startHost(kind);
    try {
      await loadBusybox(host);
      const added = await bilge(addArguments(host), host.sudoPassword ? `${host.sudoPassword}\n` : '');
      expect(added, added.stderr).toMatchObject({ code: 0 });
      expect(JSON.parse(added.stdout).checks.filter((check: { ok: boolean }) => !check.ok)).toEqual([]);

      const scanned = await bilge(['scan', kind, '--json']);
      expect(scanned, scanned.stderr).toMatchObject({ code: 0 });
      const report = JSON.parse(scanned.stdout) as Report;
      expect(report.host.name).toBe(kind);
      expect(report.engine).toMatchObject({ storageDriver: host.driver });
      expect(report.cost.roundTrips).toBe(1);
      expect(report.cost.engineRequests).toBeGreaterThan(3);
      for (const section of [
        'platform',
        'engine',
        'mounts',
        'filesystems',
        'daemonConfiguration',
        'containers',
        'images',
        'volumes',
        'driverDirectories',
        'layerdb',
        'btrfs',
        'leaks',
        'layers',
        'ledger',
      ] as const) {
        expect(report.sections[section], `${kind}: ${section}`).toEqual({ state: 'known' });
      }
      expect(report.leaks).toEqual([]);
      expect(report.layers.length).toBeGreaterThan(0);

      const again = await bilge(['report', kind, '--json']);
      expect(JSON.parse(again.stdout).collectedAt).toBe(report.collectedAt);
      expect(JSON.parse((await bilge(['host', 'list', '--json'])).stdout)).toHaveLength(1);
      expect(await bilge(['host', 'remove', kind, '--json'])).toMatchObject({ code: 0 });
    } finally {
      await host.stop();
    }
  });

  it('says what is wrong and exits 3 where a host cannot be entered', async () => {
    const host = await startHost('ext4');
    try {
      const unknown = await bilge(['host', 'add', 'nas', host.url, '--key', host.keyFile, '--json']);
      expect(unknown.code).toBe(3);
      expect(JSON.parse(unknown.stdout).error.code).toBe('host-key-unknown');
      expect(unknown.stderr).toContain(host.hostKeyFingerprint);

      const foreign = await bilge([
        'host',
        'add',
        'nas',
        host.url,
        '--key',
        host.keyFile,
        '--trust',
        `SHA256:${'A'.repeat(43)}`,
        '--json',
      ]);
      expect(foreign.code).toBe(3);
      expect(JSON.parse((await bilge(['host', 'list', '--json'])).stdout)).toEqual([]);

      const unreachable = await bilge([
        'host',
        'add',
        'gone',
        'ssh://root@10.77.250.250',
        '--key',
        host.keyFile,
        '--trust',
        host.hostKeyFingerprint,
        '--json',
      ]);
      expect(unreachable.code).toBe(3);
      expect(JSON.parse(unreachable.stdout)).toHaveProperty('error.message');
    } finally {
      await host.stop();
    }
  });

  it('stops at a machine that was set up anew, and goes on once its new key is trusted', async () => {
    const host = await startHost('ext4');
    try {
      expect(await bilge(addArguments(host))).toMatchObject({ code: 0 });
      await host.exec('rm /etc/ssh/ssh_host_*; ssh-keygen -A >/dev/null; systemctl restart ssh');
      const listed = await host.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
      const fingerprint = /SHA256:\S+/.exec(listed.stdout)?.[0] ?? '';
      const stopped = await bilge(['scan', host.kind, '--json']);
      expect(stopped.code).toBe(3);
      expect(JSON.parse(stopped.stdout).error.code).toBe('host-key-changed');
      expect(stopped.stderr).toContain(fingerprint);

      const slip = await bilge(['host', 'trust', host.kind, host.hostKeyFingerprint, '--json']);
      expect(slip.code).toBe(3);
      expect((await bilge(['scan', host.kind, '--json'])).code).toBe(3);

      expect(await bilge(['host', 'trust', host.kind, fingerprint, '--json'])).toMatchObject({ code: 0 });
      expect(await bilge(['scan', host.kind, '--json'])).toMatchObject({ code: 0 });
      expect(await bilge(['host', 'remove', host.kind, '--json'])).toMatchObject({ code: 0 });
    } finally {
      await host.stop();
    }
  });

  it('keeps to its exit codes without any host', async () => {
    expect((await bilge(['scan', 'nobody', '--json'])).code).toBe(1);
    expect((await bilge(['scan'])).code).toBe(2);
    expect((await bilge(['nonsense'])).code).toBe(2);
    expect((await bilge(['--help'])).code).toBe(0);
    expect((await bilge(['host', 'add', 'x', 'ftp://nope', '--json'])).code).toBe(1);
  });
});
