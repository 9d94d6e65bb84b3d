import { setTimeout as wait } from 'node:timers/promises';
import { closeApplication, openApplication } from '../lib/usecases/core/application.ts';
import { readSettings } from '../lib/usecases/server/settings.ts';
import { adminPassword } from '../test/e2e/pages/entry.ts';
import { addHost } from '../test/e2e/recorded-hosts.ts';
import { readRecording } from '../test/states/recorded-states.ts';

const looks = ['busy', 'leaks-overlay2', 'nested-docker', 'healthy-btrfs', 'crowded'];

/** Fills the store of a running server with recorded hosts, as the command line would, and logs in: what a request sends as its cookie. */
export async function addRecordedFleet(data: string, hosts: number): Promise<string> {
  const app = openApplication(readSettings({ ...process.env, BILGE_DATA: data }));
  try {
    for (let number = 0; number < hosts; number += 1) {
      const look = readRecording(looks[number % looks.length] ?? '');
      addHost(app, `nas${String(number).padStart(2, '0')}`, look);
    }
    const visitor = { address: '127.0.0.1', userAgent: 'bench' };
    const login = await app.access.sessions.login({ name: 'admin', password: adminPassword, ...visitor });
    if (login.kind !== 'logged-in') throw new Error('the bench could not log in');
    // The server notices what another process wrote, and judges what can be done on each host, away from the requests.
    await wait(10_000);
    return `bilge=${login.token}`;
  } finally {
    await closeApplication(app);
  }
}
