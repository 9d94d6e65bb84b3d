import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, stopAll } from '../../lab/lab.ts';
import { platformKindNames } from '../../lab/platforms/platform-kinds.ts';
import { type PlatformHost, startPlatform } from '../../lab/platforms/start-platform.ts';
import { known } from '../../lib/domain/fact.ts';
import { registry as collectors } from '../../lib/facts/collectors/registry.generated.ts';
import { platformOf, serviceOf } from '../../lib/platforms/detect-platform.ts';
import { type Look, lookAtHost, unknownSectionsOf } from '../states/look-at-host.ts';

const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: ${lab.reason}`);

afterAll(stopAll);

/** What cannot be known where Docker is stopped, or where its API is older than the question. */
const engineSections = ['engine', 'containers', 'images', 'volumes', 'networks', 'buildCache'];

describe.skipIf(!lab.ok).each(platformKindNames)('a host that looks like %s', (kind) => {
  let started: PlatformHost;
  let look: Look;

  beforeAll(async () => {
    started = await startPlatform(kind);
    const { host, settings } = started;
    await host.exec(
      `"$1" import --change 'CMD ["/bin/sh"]' /usr/local/share/bilge-lab/busybox.tar busybox:lab
       "$1" run -d --network none --name nap busybox:lab sh -c 'trap exit TERM; while :; do sleep 1 & wait; done'`,
      { args: [settings.dockerClient] },
    );
    look = await lookAtHost(host);
  });
  afterAll(async () => started?.host.stop());

  it('is recognized', () => {
    const { settings } = started;
    const expected = platformOf(
      look.facts.sections.platform.state === 'known' ? look.facts.sections.platform.value.id : 'generic-linux',
    );
    expect(look.facts.sections.platform).toMatchObject({
      state: 'known',
      value: { id: settings.platform, init: expected.init, effectiveUid: 0, title: settings.title },
    });
  });

  it('has its data root found and resolved through the links', () => {
    const { settings } = started;
    expect(look.facts.sections.dataRoot).toMatchObject({ state: 'known', value: { path: settings.resolvedDataRoot } });
    expect(look.facts.sections.engine).toMatchObject({ state: 'known', value: { storageDriver: settings.driver } });
    expect(look.facts.sections.driverDirectories.state).toBe('known');
  });

  it('has every section known that a collector asks for', () => {
    const unknown = unknownSectionsOf(look.facts);
    const asked = new Set<string>([...collectors.map((collector) => collector.id), ...engineSections]);
    const missing = Object.entries(unknown).filter(([id, why]) => asked.has(id) && !isExpected(id, why));
    expect(missing).toEqual([]);
    expect(look.storage.refusals).toEqual([]);
    expect(look.storage.leaks).toEqual(known([]));
    expect(look.outcomes.filter((outcome) => outcome.status === 'error')).toEqual([]);
  });

  it('has a docker client at an absolute path, whatever PATH the login has', async () => {
    const { platform } = look.facts.sections;
    const path = platform.state === 'known' ? platform.value.tools.docker?.path : undefined;
    expect(path).toMatch(/^\//);
    const version = await started.host.exec('"$1" version --format "{{.Server.Version}}"', { args: [path ?? ''] });
    expect(version.stdout.trim()).not.toBe('');
  });

  it('is understood while Docker is stopped by its own commands, and starts again with its containers on disk', async () => {
    const { host, settings } = started;
    await host.exec(settings.stop);
    expect((await host.exec('pidof dockerd', { allowFailure: true })).stdout).toBe('');
    const stopped = await lookAtHost(host);
    expect(startAdvice(stopped)).toContain(startCommand(stopped));
    expect(stopped.facts.sections.platform).toMatchObject({ value: { id: settings.platform } });
    expect(stopped.facts.sections.dataRoot).toMatchObject({ value: { path: settings.resolvedDataRoot } });
    expect(stopped.facts.sections.layerdb).toMatchObject({ state: 'known', value: { driver: settings.driver } });
    expect(stopped.facts.sections.containersOnDisk).toMatchObject({ state: 'known' });
    expect(stopped.storage.leaks).toEqual(known([]));
    // The client that is left when DSM's package is stopped lies elsewhere than the one before.
    const { platform } = stopped.facts.sections;
    const path = platform.state === 'known' ? platform.value.tools.docker?.path : undefined;
    expect((await host.exec('"$1" --version', { args: [path ?? ''] })).stdout).toMatch(/^Docker version/);
    await host.exec(settings.start);
    expect((await host.exec('"$1" ps -aq', { args: [settings.dockerClient] })).stdout).not.toBe('');
  });
});

/** What the person is told when nothing answers. */
function startAdvice({ facts }: Look): string {
  const { engine } = facts.sections;
  return engine.state === 'unknown' ? engine.detail : 'Docker still answers';
}

/** As lib/platforms says Docker is started there. */
function startCommand({ facts }: Look): string {
  const { platform } = facts.sections;
  if (platform.state === 'unknown') return `a platform (${platform.detail})`;
  const service = serviceOf(platform.value.id, platform.value.init);
  return 'refusal' in service ? 'Apps' : (service.start.at(-1) ?? '').replace('docker.service', 'docker');
}

function isExpected(id: string, why: string): boolean {
  // Read only where the daemon does not answer.
  if (id === 'logLines') return why.startsWith('not-collected');
  // The kernel's log belongs to the machine; these hosts are containers on it.
  if (id === 'kernelLog') return why.startsWith('permission-denied');
  // The filter that spares the engine a walk through all volumes came with API 1.42.
  return id === 'buildCache' && why.startsWith('no-capability: ') && why.includes('1.41');
}
