import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InitSystem, PlatformId } from '../domain/platform-facts.ts';
import { serviceOf } from './detect-platform.ts';
import { registry } from './registry.generated.ts';
import { serviceFunctions } from './service-control.ts';

/**
 * What lib/platforms says about stopping and starting Docker is what its script does: both are run with docker-service.sh, which calls
 * it, and with stand-ins that note how they were called. Vendors' programs are called by absolute paths, which the copy under test has
 * moved to the stand-ins.
 */
const piece = new URL('../actions/ops/shell/docker-service.sh', import.meta.url);
const programs = [
  '/usr/syno/bin/synopkg',
  '/etc/init.d/container-station.sh',
  '/etc/rc.d/rc.docker',
  '/etc/init.d/docker',
];
const standIn = `#!/bin/sh
case "$*" in
  'show --property=LoadState docker.service') echo LoadState=loaded; exit ;;
  'show --property=ActiveState docker.service') echo ActiveState=inactive; exit ;;
  cat* | reset-failed* | --exists*) exit 0 ;;
esac
echo "$(cat "$0.name") $*" >>"$CALLS"
`;

let folder: string;
let shell: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'bilge-service-'));
  shell = await readFile(piece, 'utf8');
  for (const program of [...programs, 'systemctl', 'rc-service']) {
    await writeFile(standInOf(program), standIn);
    await writeFile(`${standInOf(program)}.name`, program);
    await chmod(standInOf(program), 0o755);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const standInOf = (program: string) => path.join(folder, program.replaceAll('/', '_'));

/** `packages`: the folders below /var/packages that this device has. */
async function callsOf(
  call: string,
  { id, init, packages = ['ContainerManager'] }: { id: PlatformId; init: InitSystem; packages?: string[] },
): Promise<{ calls: string[]; said: string }> {
  const calls = path.join(folder, 'calls');
  await writeFile(calls, '');
  const device = await mkdtemp(path.join(folder, 'device-'));
  for (const name of packages) await writeFile(path.join(device, name), '');
  const functions = programs
    .reduce(
      (text, program) => text.replaceAll(program, standInOf(program)),
      serviceFunctions(serviceOf(id, init)).source,
    )
    .replaceAll('-d "/var/packages/', `-e "${device}/`);
  const setting = `PATH=${folder}:$PATH; run_directory=${folder}; platform=${id}; init=${init}
engine() { return 0; }
sleep() { :; }`;
  const said = await promisify(execFile)(
    'sh',
    ['-c', `${setting}\n${functions}\n${shell}\ndockerd_lives() { return 1; }\n${call}`],
    { env: { ...process.env, CALLS: calls } },
  ).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
  const lines = (await readFile(calls, 'utf8')).split('\n').filter((line) => line !== '');
  return { calls: lines, said: said.trim() };
}

const inits: Partial<Record<PlatformId, InitSystem[]>> = {
  'generic-linux': ['systemd', 'openrc', 'sysv', 'none'],
};

describe('how Docker is stopped and started', () => {
  const cases = registry.flatMap((platform) =>
    (inits[platform.id] ?? [platform.init]).map((init) => [platform.id, init] as const),
  );

  it.each(cases)('%s (%s) is told as the shell does it', async (id, init) => {
    const service = serviceOf(id, init);
    if ('refusal' in service) {
      expect(service.refusal).not.toBe('');
      const { calls, said } = await callsOf('can_control_docker', { id, init });
      expect(calls).toEqual([]);
      expect(said).toBe(service.refusal);
      expect((await callsOf('docker_service_stop; docker_service_start', { id, init })).calls).toEqual([]);
      return;
    }
    expect((await callsOf('can_control_docker && echo yes', { id, init })).said).toBe('yes');
    expect((await callsOf('docker_stop', { id, init })).calls).toEqual(service.stop);
    expect((await callsOf('docker_start', { id, init })).calls).toEqual(service.start);
  });

  it('Synology: the package is called as it is on that device, and without one Docker is not stopped', async () => {
    const before = { id: 'synology-dsm', init: 'synology', packages: ['Docker'] } as const;
    const there = { ...before, packages: [...before.packages] };
    expect((await callsOf('docker_stop', there)).calls).toEqual(['/usr/syno/bin/synopkg stop Docker']);
    expect((await callsOf('can_control_docker', { ...there, packages: [] })).said).toBe(
      'synopkg or its Docker package was not found',
    );
  });

  it.each(cases)('%s (%s): its script passes shellcheck', (id, init) => {
    const { source } = serviceFunctions(serviceOf(id, init));
    const found = spawnSync('shellcheck', ['-s', 'sh', '-e', 'SC2034,SC2317,SC2329', '-'], {
      input: `#!/bin/sh\n${source}\n`,
      encoding: 'utf8',
    });
    if (found.error) throw new Error('shellcheck is not installed', { cause: found.error });
    expect(found.stdout).toBe('');
  });

  it('has a refusal or commands, and says how mounts last, for every platform', () => {
    for (const platform of registry) {
      expect(platform.bootMounts).not.toBe('');
      if (platform.configurationOwner === 'vendor') expect(platform.refused).not.toEqual([]);
    }
  });
});
