import { afterAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost, stopAll } from '../../lab/lab.ts';
import { buildkitDuplicateLeak } from '../../lab/states/buildkit-leaks.ts';
import { labSession } from '../../test/helpers/lab-session.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import type { HostSession } from '../domain/session.ts';
import { collectHostFacts } from './collect.ts';
import { memoryOf } from './session-memory.ts';

const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: what scans remember of a real host: ${lab.reason}`);
afterAll(stopAll);

const stamped = ['driverDirectories', 'layerdb', 'imagedb', 'buildkitSnapshots'] as const;

/** The host's clock, as far as stamps are concerned, is a minute ahead: the test need not wait until Docker's records have settled. */
function aMinuteLater(session: HostSession): HostSession {
  const read: HostSession['read'] = async (script, options) => {
    const output = await session.read(script, options);
    const text = output.stdout
      .toString('latin1')
      .replace(
        /(:part:stamp==\n[^\n]*? )(\d+:\d+:\d+:)(\d+)(\.\d+:)(\d+)(\.\d+) (?=\n|$)/g,
        (_, head, id, one, mid, two, end) => [head, id, Number(one) + 60, mid, Number(two) + 60, end, ' '].join(''),
      );
    return { ...output, stdout: Buffer.from(text, 'latin1') };
  };
  return Object.assign(Object.create(session), { read }) as HostSession;
}

const scan = (session: HostSession, whole = false): Promise<HostFacts> =>
  collectHostFacts(session, {
    hostId: 'h',
    now: () => new Date().toISOString(),
    newFactsId: () => 'f',
    only: 'proof',
    whole,
  });

const records = ({ sections }: HostFacts) => stamped.map((id) => sections[id]);

describe.skipIf(!lab.ok)('a later scan over the same connection', () => {
  it('does not read again what Docker has not written, sees what it has, and forgets all of it with its daemon', async () => {
    const host = await startHost('ext4');
    const connection = await labSession(host);
    try {
      const leaked = await buildkitDuplicateLeak(host, { bytes: 200_000 });
      const session = aMinuteLater(connection);
      // The very first one comes packed, and its stamp with it; from then on the line is taken for a short one.
      await scan(session);
      memoryOf(session, 'sh').fastestAnswerMs = 0;
      const first = await scan(session);
      const second = await scan(session);
      expect(records(second)).toEqual(records(first));
      for (const id of stamped) expect([id, recordsIn(second, id) === recordsIn(first, id)]).toEqual([id, true]);
      expect(second.cost.bytes).toBeLessThan(first.cost.bytes);

      const whole = await scan(session, true);
      expect(records(whole)).toEqual(records(first));
      for (const id of stamped) expect([id, recordsIn(whole, id) === recordsIn(first, id)]).toEqual([id, false]);

      await host.exec('docker run -d --name one busybox:lab sleep 600');
      const changed = await scan(session);
      const truth = await scan(session, true);
      expect(records(changed)).toEqual(records(truth));
      expect(records(changed)).not.toEqual(records(first));

      // Written in place by a hand that keeps the directories' times: no engine does it, and another engine's start is the end of trust.
      const [orphan = ''] = leaked;
      await scan(session);
      await host.exec(`printf bilge >"/var/lib/docker/overlay2/${orphan}/link"; systemctl restart docker`);
      const restarted = await scan(session);
      expect(records(restarted)).toEqual(records(await scan(session, true)));
    } finally {
      await connection.close();
      await host.stop();
    }
  });
});

function recordsIn(facts: HostFacts, id: (typeof stamped)[number]): unknown {
  const fact = facts.sections[id];
  if (fact.state === 'unknown') throw new Error(`${id} is unknown: ${fact.detail}`);
  return fact.value;
}
