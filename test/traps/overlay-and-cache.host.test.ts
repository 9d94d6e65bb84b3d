import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostKind, type LabHost, labAvailable, startHost } from '../../lab/lab.ts';
import { buildkitDuplicateLeak, onlyByLower } from '../../lab/states/buildkit-leaks.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { knownLeaks, type LabScanner, labScanner, namesIn } from './lab-scan.ts';
import { ageAndRestart, breaksWithout, putBack } from './removal-oracle.ts';

/**
 * Traps 1, 2 and 3 of docs/reference/traps.md, and the leak of docs/reference/docker-on-disk.md#duplicate-layers-of-buildkit, on real
 * engines.
 */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED, no lab: ${lab.reason}`);

const overlayKinds: HostKind[] = ['ext4', 'xfs', 'trixie-ext4'];
const everyKind: HostKind[] = ['btrfs', 'ext4', 'vfs', 'trixie-btrfs'];

describe.skipIf(!lab.ok).each(overlayKinds)('trap 1 on %s: a directory that only a lower names', (kind) => {
  let host: LabHost;
  let scanner: LabScanner;
  beforeAll(async () => {
    host = await startHost(kind);
    scanner = await labScanner(host);
  });
  afterAll(async () => {
    await scanner?.close();
    await host?.stop();
  });

  it('is kept while an image stands on it, and is the one orphan after that image went', async () => {
    const state = await onlyByLower(host);
    expect(state.directories).toHaveLength(1);
    // What a plain "directories minus metadata" would delete: the judge sees the damage, so it can see it elsewhere too.
    expect(await breaksWithout(host, state.directories)).toHaveLength(1);
    await putBack(host, state.directories);
    await ageAndRestart(host);
    await scanner.reconnect();
    const before = await scanner.scan();
    expect(before.report.refusals).toEqual([]);
    expect(knownLeaks(before.report)).toEqual([]);

    await host.exec('docker rmi -f "$1" "$2" >/dev/null', { args: state.images });
    const { report } = await scanner.scan();
    expect(namesIn(report, 'orphan')).toEqual(state.directories);
    expect(await breaksWithout(host, state.directories)).toEqual([]);
  });
});

describe.skipIf(!lab.ok).each(everyKind)('on %s', (kind) => {
  let host: LabHost;
  let scanner: LabScanner;
  beforeAll(async () => {
    host = await startHost(kind);
    scanner = await labScanner(host);
  });
  afterAll(async () => {
    await scanner?.close();
    await host?.stop();
  });

  it('traps 2 and 3: build cache and 25-character image layers are no leaks, also when the cache is pruned', async () => {
    const base = await loadBusybox(host);
    await host.exec(
      'mkdir -p /var/tmp/builds/a && cd /var/tmp/builds/a && echo hello >f && printf "FROM $1\\nCOPY f /f\\nRUN echo x >/g\\n" >Dockerfile && DOCKER_BUILDKIT=1 docker build -q -t built:lab .',
      { args: [base] },
    );
    await ageAndRestart(host);
    await scanner.reconnect();
    const { report } = await scanner.scan();
    expect(knownLeaks(report)).toEqual([]);
    const kinds = report.layers.state === 'known' ? new Set(report.layers.value.map((layer) => layer.kind)) : null;
    expect(kinds).toEqual(new Set(['image', 'build-cache']));

    await host.exec('docker builder prune -af >/dev/null');
    const short = (await listDriverDirectories(host)).filter((name) => name.length === 25);
    expect(short.length).toBeGreaterThan(0);
    expect(knownLeaks((await scanner.scan()).report)).toEqual([]);
  });

  it('section 0.1: duplicates of BuildKit are found, all of them and nothing else; too young until Docker restarts', async () => {
    const planted = (await buildkitDuplicateLeak(host)).sort();
    expect(planted).toHaveLength(2);
    const young = await scanner.scan();
    expect(namesIn(young.report, 'orphan')).toEqual([]);
    expect(namesIn(young.report, 'too-young')).toEqual(planted);
    await ageAndRestart(host);
    await scanner.reconnect();
    const { report } = await scanner.scan();
    expect(namesIn(report, 'orphan')).toEqual(planted);
    for (const leak of knownLeaks(report)) expect(leak.identity, leak.name).toMatch(/./);
    expect(await breaksWithout(host, planted)).toEqual([]);
  });
});
