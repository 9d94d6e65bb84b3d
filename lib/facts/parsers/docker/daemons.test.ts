import { describe, expect, it } from 'vitest';
import { outputOf } from '../../collectors/section-output.ts';
import { parseDaemonConfiguration } from './daemon-configuration.ts';
import { parseDaemonProcesses } from './daemon-processes.ts';

describe('daemon processes', () => {
  const boot = 'btime 1700000000\n100\n';
  const stat = '62 (docker (x) d) S 1 62 62 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 19 0 250050 9 8\n';
  const daemon = (pid: number, more: Record<string, string> = {}) => ({
    [`command:${pid}`]: 'dockerd\0-H\0fd://\0',
    [`stat:${pid}`]: stat,
    [`root:${pid}`]: '/var/lib/docker\x00162:256\n',
    [`containerd:${pid}`]: '',
    [`fds:${pid}`]: '',
    ...more,
  });
  const parse = (parts: Record<string, string>) =>
    parseDaemonProcesses(outputOf('daemonProcesses', { boot, unpackers: '', ...parts }));

  it('reads start times past a command with parentheses', () => {
    expect(parse(daemon(62)).daemons).toEqual([
      {
        pid: 62,
        startedSeconds: 1700002500,
        command: ['dockerd', '-H', 'fd://'],
        dataRoot: '/var/lib/docker',
        dataRootIdentity: '162:256',
        containerd: null,
      },
    ]);
  });

  it('shows two daemons on one tree, registrations in flight and unpackers', () => {
    const set = '/var/lib/docker/image/overlay2/layerdb/tmp/write-set-12/tar-split.json.gz';
    const found = parse({
      ...daemon(62, { 'fds:62': `${set}\n` }),
      ...daemon(70, { 'root:70': '/srv/link to docker\x00162:256\n' }),
      unpackers: 'docker-applyLayer\0/var/lib/docker/overlay2/x/diff\0\n',
    });
    expect(found.daemons.map((each) => each.dataRootIdentity)).toEqual(['162:256', '162:256']);
    expect(found.writeSetsInFlight).toEqual([set]);
    expect(found.unpackers).toEqual([['docker-applyLayer', '/var/lib/docker/overlay2/x/diff']]);
  });

  it('leaves out a daemon that ended meanwhile, but not its failures', () => {
    expect(parse(daemon(62, { 'command:62': '' })).daemons).toEqual([]);
    expect(() => parse(daemon(62, { 'stat:62': '' }))).toThrow(/number was expected/);
  });
});

describe('daemon configuration', () => {
  const parse = (parts: Record<string, string>) =>
    parseDaemonConfiguration(
      outputOf('daemonConfiguration', { path: '/etc/docker/daemon.json\0', flags: '', ...parts }),
    );

  it('tells missing from empty from broken', () => {
    expect(parse({})).toMatchObject({ exists: false, values: {}, problem: null });
    expect(parse({ content: '\n' })).toMatchObject({ exists: true, values: {}, problem: null });
    expect(parse({ content: '{"data-root": "/x",}' })).toMatchObject({ exists: true, values: null });
    expect(parse({ content: '[]' }).problem).toMatch(/no JSON object/);
  });

  it('joins flags with their values and sees the immutable file of Synology’s users', () => {
    const flags = '/usr/bin/dockerd\0--storage-driver\0overlay2\0-H=fd://\0--debug\0';
    expect(parse({ flags, content: '{}', attributes: '----i---------e------- /x\n' })).toMatchObject({
      flags: ['--storage-driver=overlay2', '-H=fd://', '--debug'],
      isImmutable: true,
    });
  });
});
