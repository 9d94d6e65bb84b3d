import { describe, expect, it } from 'vitest';
import { detectPlatform, keptPlaces, knownPlaces } from './detect-platform.ts';
import { registry } from './registry.generated.ts';

/** docs/reference/platforms.md#recognising-a-platform; os-release texts as Debian 12, Ubuntu 24.04, Fedora 41 and Alpine 3.20 have them. */
const debian = {
  kernel: '6.1.0-27-amd64',
  '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
};
const cases: [string, Record<string, string>][] = [
  ['debian', debian],
  ['debian', { kernel: '6.8.0-48-generic', '/etc/os-release': 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n' }],
  ['debian', { kernel: '6.6.51+rpt-rpi-v8', '/etc/os-release': 'ID=raspbian\nID_LIKE=debian\n' }],
  ['fedora', { kernel: '6.11.4-301.fc41.x86_64', '/etc/os-release': 'ID=fedora\n' }],
  ['fedora', { kernel: '5.14.0-503.el9', '/etc/os-release': 'ID="rocky"\nID_LIKE="rhel centos fedora"\n' }],
  ['alpine', { kernel: '6.6.49-0-lts', '/etc/os-release': 'NAME="Alpine Linux"\nID=alpine\n' }],
  ['synology-dsm', { kernel: '4.4.302+', '/etc.defaults/VERSION': 'productversion="7.2.2"\n' }],
  ['qnap', { kernel: '5.10.60-qnap' }],
  ['qnap', { kernel: '5.10.60', '/etc/config/qpkg.conf': '' }],
  ['unraid', { kernel: '6.6.78-Unraid', '/etc/os-release': 'ID=slackware\n' }],
  ['truenas-scale', { ...debian, kernel: '6.6.44-production+truenas', '/usr/bin/midclt': '' }],
  ['openmediavault', { ...debian, '/etc/openmediavault/config.xml': '' }],
  ['generic-linux', { kernel: '6.11.5-arch1-1', '/etc/os-release': 'ID=arch\n' }],
  ['generic-linux', {}],
];

describe('the platform', () => {
  it.each(cases)('%s is told by %j', (id, markers) => {
    expect(detectPlatform(markers).id).toBe(id);
  });

  it('has absolute paths and says what its facts rest on', () => {
    for (const platform of registry) {
      expect(platform.provenance).not.toBe('');
      for (const path of [...platform.dockerPaths, ...platform.daemonConfigurationPaths, ...platform.dataRoots]) {
        expect(path).toMatch(/^\//);
      }
    }
    expect(knownPlaces.dataRoots.indexOf('/var/packages/ContainerManager/var/docker')).toBe(0);
  });

  it('is said to keep its whole root only where that is known', () => {
    const kept = Object.fromEntries(registry.map(({ id, persistentDirectory }) => [id, persistentDirectory]));
    expect(kept).toEqual({
      debian: '/',
      fedora: '/',
      openmediavault: '/',
      'synology-dsm': '/usr/local/etc',
      unraid: '/boot/config',
      'truenas-scale': '/mnt/.ix-apps',
      qnap: null,
      alpine: null,
      'generic-linux': null,
    });
  });

  it('keeps its runs where a reboot does not lose them', () => {
    for (const { id, runRoots } of registry) {
      expect(runRoots.length, id).toBeGreaterThan(0);
      for (const root of runRoots) expect(root).toMatch(/^\/[A-Za-z0-9_./-]+$/);
    }
    const docker = (path: string) => ({ tools: { docker: { path, version: null, busybox: false } } });
    // Their roots are in memory.
    const unraid = keptPlaces({ id: 'unraid', ...docker('/usr/bin/docker') });
    expect(unraid.runRoots[0]).toMatch(new RegExp(`^${unraid.persistentDirectory}/`));
    const station = '/share/CACHEDEV1_DATA/.qpkg/container-station/bin/docker';
    expect(keptPlaces({ id: 'qnap', ...docker(station) })).toEqual({
      persistentDirectory: '/share/CACHEDEV1_DATA',
      runRoots: ['/share/CACHEDEV1_DATA/.bilge', '/var/lib/bilge'],
    });
    expect(keptPlaces({ id: 'qnap', ...docker('/usr/bin/docker') })).toMatchObject({ persistentDirectory: null });
    expect(keptPlaces({ id: 'generic-linux', tools: {} }).runRoots).toEqual(['/var/lib/bilge']);
  });
});
