import { readFileSync } from 'node:fs';
import type { LabHost } from '../../lab/lab.ts';
import type { HostSession } from '../../lib/domain/session.ts';
import { openSession } from '../../lib/hosts/sessions/open-session.ts';
import { describeHostKey } from '../../lib/hosts/ssh/host-keys.ts';

/** The real session to a lab host, its key pinned and sudo on where the kind has it. For tests only. */
export async function labSession(host: LabHost, sudo?: 'none' | 'password'): Promise<HostSession> {
  const hostKey = readFileSync(host.keyFile.replace(/client_key$/, 'host_key.pub'), 'utf8').split(' ')[1] ?? '';
  return await openSession(
    {
      id: 'host_lab',
      name: host.name,
      url: host.url,
      createdAt: '2026-11-21T00:00:00Z',
      settings: {
        sudo: sudo ?? (host.sudoPassword === undefined ? 'none' : 'password'),
        dockerSocket: null,
        hostAccess: 'shell',
        jump: [],
        agent: false,
        legacyAlgorithms: false,
        scanEveryMinutes: 15,
        hostKey: host.dockerTcpUrl === undefined ? describeHostKey(Buffer.from(hostKey, 'base64')) : null,
        jumpHostKeys: [],
        tlsCa: null,
        tlsCert: null,
      },
    },
    {
      privateKey: readFileSync(host.keyFile, 'utf8'),
      ...(host.sudoPassword === undefined ? {} : { sudoPassword: host.sudoPassword }),
    },
  );
}
