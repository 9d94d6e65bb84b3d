import { describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { TransportError } from '../../domain/errors.ts';
import * as offered from '../../hosts/ssh/offered-host-keys.ts';
import { scanHost } from '../scans/scan-host.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { addHost, type NewHost } from './add-host.ts';
import { listHosts } from './hosts.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
// Port 1 of this machine: refused at once.
const silent: Record<string, string> = {
  ssh: 'ssh://root@127.0.0.1:1',
  tcp: 'tcp://127.0.0.1:1',
  socket: 'unix:///nowhere/docker.sock',
};

function newHost(url: string, more: Partial<NewHost> = {}): NewHost {
  return { name: 'nas', url, settings: {}, secrets: { password: 'p' }, trust: null, trustJumps: [], ...more };
}

describe.each(Object.entries(silent))('a host that does not answer, by %s', (_, url) => {
  it('is not stored unasked', async () => {
    const app = temporaryApplication();
    await expect(addHost(app, anna, newHost(url))).rejects.toThrow(TransportError);
    expect(listHosts(app, anna)).toEqual([]);
  });

  it('is stored where that was asked for, as never reached, with the reason and no key', async () => {
    const app = temporaryApplication();
    const { id, settings, state } = await addHost(app, anna, newHost(url, { unreached: true }));
    expect(settings).toMatchObject({ hostKey: null, jumpHostKeys: [] });
    expect(state).toMatchObject({ state: 'unreachable', problem: { code: 'unreachable' } });
    expect(state.problem?.userMessage).not.toBe('');
    await expect(scanHost(app, anna, id)).rejects.toThrow();
  });
});

describe('a host that answers', () => {
  it.each(['host-key-unknown', 'host-key-changed', 'auth-failed'] as const)(
    'is not stored past %s',
    async (failure) => {
      const app = temporaryApplication();
      const refusal = new TransportError({ failure, step: 'host-key', message: failure });
      vi.spyOn(offered, 'resolveTrustChain').mockRejectedValueOnce(refusal);
      const input = newHost('ssh://root@nas', { trust: 'SHA256:abc', unreached: true });
      await expect(addHost(app, anna, input)).rejects.toBe(refusal);
      expect(listHosts(app, anna)).toEqual([]);
    },
  );
});
