import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InitSystem, PlatformId } from '../domain/platform-facts.ts';
import { serviceOf } from './detect-platform.ts';
import { registry } from './registry.generated.ts';

/**
 * What lib/platforms says about stopping and starting Docker is what docker-service.sh does: the piece is run with stand-ins that
 * note how they were called. Vendors' programs are called by absolute paths, which the copy under test has moved to the stand-ins.
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
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'bilge-service-'));
  script = await readFile(piece, 'utf8');
  for (const program of [...programs, 'systemctl', 'rc-service']) {
    const copy = path.join(folder, program.replaceAll('/', '_'));
    await writeFile(copy, standIn);
    await writeFile(`${copy}.name`, program);
    await chmod(copy, 0o755);
    script = script.replaceAll(program, program.startsWith('/') ? copy : program);
  }
  script = script.replaceAll('"$(docker_package)"', 'ContainerManager');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function callsOf(call: string, platform: string, init: string): Promise<{ calls: string[]; said: string }> {
  const calls = path.join(folder, 'calls');
  await writeFile(calls, '');
  const setting = `PATH=${folder}:$PATH; run_directory=${folder}; platform=${platform}; init=${init}
engine() { return 0; }
sleep() { :; }`;
  const said = await promisify(execFile)(
    'sh',
    ['-c', `${setting}\n${script}\ndockerd_lives() { return 1; }\n${call}`],
    {
      env: { ...process.env, CALLS: calls },
    },
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
      // `none` finds no /etc/init.d/docker on a host; here the stand-in is there.
      if (init === 'none') return;
      const { calls, said } = await callsOf('can_control_docker', id, init);
      expect(calls).toEqual([]);
      expect(said).not.toBe('');
      return;
    }
    expect((await callsOf('docker_stop', id, init)).calls).toEqual(service.stop);
    expect((await callsOf('docker_start', id, init)).calls).toEqual(service.start);
  });

  it('has a refusal or commands, and says how mounts last, for every platform', () => {
    for (const platform of registry) {
      expect(platform.bootMounts).not.toBe('');
      if (platform.configurationOwner === 'vendor') expect(platform.refused).not.toEqual([]);
    }
  });
});
