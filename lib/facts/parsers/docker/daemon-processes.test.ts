import { describe, expect, it } from 'vitest';
import { outputOf } from '../../collectors/section-output.ts';
import { parseDaemonProcesses } from './daemon-processes.ts';

/** Docker 20.10.24 on Debian 12; the second is that dockerd's child between fork and exec, met during `GET /info` in the lab. */
const command = '/usr/sbin/dockerd\0-H\0fd://\0--containerd=/run/containerd/containerd.sock\0';
const stat = (pid: number, parent: number) =>
  `${pid} (dockerd) S ${parent} ${pid} 69 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 11 0 5800 1504 8000 184467440737 1 1 0\n`;

function processes(parentOfSecond: number) {
  const daemon = (pid: number, parent: number) => ({
    [`command:${pid}`]: command,
    [`stat:${pid}`]: stat(pid, parent),
    [`root:${pid}`]: '/var/lib/docker\0' + '1793:2\n',
    [`containerd:${pid}`]: '/run/containerd/containerd.sock',
    [`fds:${pid}`]: '',
  });
  return parseDaemonProcesses(
    outputOf('daemonProcesses', {
      boot: 'btime 1795230000\n100\n',
      ...daemon(69, 1),
      ...daemon(20841, parentOfSecond),
      unpackers: '',
    }),
  ).daemons.map((each) => each.pid);
}

describe('daemon processes', () => {
  it('does not take a child of dockerd that has not become its program yet for a second daemon', () => {
    expect(processes(69)).toEqual([69]);
  });

  it('counts a second daemon that is nobody else’s child', () => {
    expect(processes(812)).toEqual([69, 20841]);
  });
});
