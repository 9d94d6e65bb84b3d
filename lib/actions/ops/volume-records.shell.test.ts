import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { pieces } from './shell/pieces.generated.ts';

/**
 * Records of containers that Docker may not show, in the shape of config.v2.json and hostconfig.json (real ones: guards.host.test.ts): does any have
 * the volume among its mounts? A name such as `db` is a part of ids, hosts, users, limits and environments too.
 */
let root: string;
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const id = `${'dbadb0a'.repeat(9)}a`;
const quiet = {
  'config.v2.json': `{"StreamConfig":{},"State":{"Running":false,"Pid":0},"ID":"${id}","Created":"2026-11-21T03:00:00Z","Path":"db","Args":["db"],"Config":{"Hostname":"db","Domainname":"","User":"db","Env":["DB=db","db:/x","PATH=/opt/db:/bin"],"Cmd":["db","web"],"Image":"db","WorkingDir":"/db","Volumes":{"/db":{}},"Labels":{"db":"db","note":"{\\"Name\\":\\"db\\"}"}},"Image":"sha256:${id}","NetworkSettings":{"Networks":{"db":{"Aliases":["db"],"Links":["db:a"]}}},"LogPath":"/var/lib/docker/containers/${id}/db.log","Name":"/db","Driver":"overlay2","MountPoints":{"/db":{"Source":"","Destination":"/var/lib/db","RW":true,"Name":"db-2","Driver":"local","Type":"volume","Spec":{"Type":"volume","Source":"db-2","Target":"/var/lib/db"}}},"HostnamePath":"/db/hostname"}`,
  'hostconfig.json': `{"Binds":["db-2:/var/lib/db","my-db:/db","/srv/db:/db:ro"],"NetworkMode":"db","RestartPolicy":{"Name":"db","MaximumRetryCount":0},"VolumesFrom":["db:ro"],"ExtraHosts":["db:10.0.0.2"],"Links":["/db:/web/db"],"Ulimits":[{"Name":"db","Hard":1,"Soft":1}],"Mounts":[{"Type":"volume","Source":"db-2","Target":"/db"},{"Type":"bind","Source":"/srv/volumes/dbs","Target":"/db"}]}`,
};
type Records = Partial<typeof quiet>;

function namedFor(volume: string, change: (root: string) => Records, shell = 'dash'): string {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-records-'));
  const own = path.join(root, 'containers', id);
  fs.mkdirSync(own, { recursive: true });
  fs.mkdirSync(path.join(root, 'volumes', volume, '_data/inner'), { recursive: true });
  for (const [name, text] of Object.entries({ ...quiet, ...change(root) }))
    fs.writeFileSync(path.join(own, name), text);
  const script = `newline='\n'; data_root=$1\n${pieces.volumes}\nif record_naming "$2" "$1/volumes/$2/_data"; then echo "named=$named"; else echo unread; fi`;
  const [command = '', ...words] = shell.split(' ');
  const result = spawnSync(command, [...words, '-c', script, 'sh', root, volume], { encoding: 'utf8' });
  if (result.error) throw new Error(`${shell} is not installed`, { cause: result.error });
  expect(result.stderr).toBe('');
  return result.stdout.trim().replace(`${own}/`, '');
}

describe.each(['dash', 'bash --posix', 'busybox ash'])('%s', (shell) => {
  it.each(['db', 'a', 'web', 'data', 'no'])('nothing mounts %s, whatever else has its letters', (volume) => {
    expect(namedFor(volume, () => ({}), shell)).toBe('named=');
  });

  const mounts: [string, (root: string) => Records, string][] = [
    [
      'a mount point of that name',
      () => ({ 'config.v2.json': '{"MountPoints":{"/x":{"Source":"","Name":"db"}}}' }),
      'config.v2.json',
    ],
    [
      'the same, spaced out',
      () => ({ 'config.v2.json': '{"MountPoints": {"/x": {"Name" : "db"}}}' }),
      'config.v2.json',
    ],
    ['a record that is cut off', () => ({ 'config.v2.json': '{"MountPoints":{"/x":{"Name":"db' }), 'config.v2.json'],
    [
      'its source in the specification',
      () => ({ 'config.v2.json': '{"Spec":{"Type":"volume","Source":"db"}}' }),
      'config.v2.json',
    ],
    ['a bind by name', () => ({ 'hostconfig.json': '{"Binds":["/srv:/y","db:/x:ro"]}' }), 'hostconfig.json'],
    [
      'a mount by name',
      () => ({ 'hostconfig.json': '{"Mounts":[{"Type":"volume","Source":"db"}]}' }),
      'hostconfig.json',
    ],
    ['a mount by path', (at) => ({ 'config.v2.json': `{"Source":"${at}/volumes/db/_data"}` }), 'config.v2.json'],
    [
      'a mount by a path inside',
      (at) => ({ 'config.v2.json': `{"Source":"${at}/volumes/db/_data/inner"}` }),
      'config.v2.json',
    ],
    ['a bind by path', (at) => ({ 'hostconfig.json': `{"Binds":["${at}/volumes/db/_data:/x"]}` }), 'hostconfig.json'],
    [
      'a bind of a path inside that is gone',
      (at) => ({ 'hostconfig.json': `{"Binds":["${at}/volumes/db/_data/a/b/c:/x"]}` }),
      'hostconfig.json',
    ],
    [
      'a bind of the folder around',
      (at) => ({ 'hostconfig.json': `{"Binds":["${at}/volumes/db:/x"]}` }),
      'hostconfig.json',
    ],
    [
      'a path through a data root that is not there now',
      () => ({ 'hostconfig.json': '{"Binds":["/gone/docker/volumes/db/_data:/x"]}' }),
      'hostconfig.json',
    ],
    [
      'a path through a symbolic link',
      (at) => {
        fs.symlinkSync(`${at}/volumes/db/_data`, `${at}/my-db-link`);
        return { 'hostconfig.json': `{"Binds":["${at}/my-db-link/inner:/x"]}` };
      },
      'hostconfig.json',
    ],
  ];
  it.each(mounts)('%s counts', (_, change, record) => {
    expect(namedFor('db', change, shell)).toBe(`named=${record}`);
  });
});
