import { type LabHost, startHost } from '../lab/lab.ts';
import { sshCommand } from '../lab/ssh-command.ts';
import { loadLayers } from '../lab/states/load-layers.ts';
import type { HostSession } from '../lib/domain/session.ts';
import { collectHostFacts } from '../lib/facts/collect.ts';
import { buildStorageReport } from '../lib/facts/views/storage-report.ts';
import { labSession } from '../test/helpers/lab-session.ts';
import { type Comparison, timed } from './ratio.ts';

/**
 * A whole scan of an idle host, every section, with its report, against what a script or a person does without Bilge: one `ssh`
 * command per question. Those twelve questions bring back less than the scan does (no proof, no ownership).
 */
const questions = [
  'docker info',
  'docker version',
  'docker ps -a --no-trunc',
  'docker images -a --no-trunc',
  'docker volume ls',
  'docker network ls',
  'cat /proc/mounts',
  'df -B1 -T',
  'cat /etc/docker/daemon.json /etc/os-release 2>/dev/null; uname -a',
  'ls -la /var/lib/docker/overlay2',
  'cat /var/lib/docker/image/overlay2/layerdb/sha256/*/cache-id',
  'ls /var/lib/docker/containers /var/lib/docker/volumes',
];

export async function benchScan(): Promise<Comparison[]> {
  const host = await startHost('ext4');
  try {
    await loadLayers(host, 10);
    const cold: number[] = [];
    const warm: number[] = [];
    const naive: number[] = [];
    const session = await labSession(host);
    try {
      await scan(session);
      for (let round = 0; round < 5; round += 1) {
        cold.push(await timed(() => coldScan(host)));
        warm.push(await timed(() => scan(session)), await timed(() => scan(session)));
        naive.push(await timed(() => askOneByOne(host)));
      }
    } finally {
      await session.close();
    }
    const alternative = { label: `${questions.length} ssh commands`, values: naive };
    const remarks = 'idle lab host, ext4, a few images; all sections and the report';
    return [
      {
        name: 'scan, new connection',
        ours: { label: 'connect, scan, report', values: cold },
        alternative,
        target: { atMost: 2000 },
        remarks,
      },
      {
        name: 'scan, open connection',
        ours: { label: 'scan, report', values: warm },
        alternative,
        target: { atMost: 500 },
        remarks,
      },
    ];
  } finally {
    await host.stop();
  }
}

async function coldScan(host: LabHost): Promise<void> {
  const session = await labSession(host);
  try {
    await scan(session);
  } finally {
    await session.close();
  }
}

async function scan(session: HostSession): Promise<void> {
  const facts = await collectHostFacts(session, {
    hostId: 'host_bench',
    now: () => new Date().toISOString(),
    newFactsId: () => 'facts_bench',
  });
  const report = buildStorageReport(facts, [], () => null);
  if (report.leaks.state === 'unknown') throw new Error(`the scan was not whole: ${report.leaks.detail}`);
}

async function askOneByOne(host: LabHost): Promise<void> {
  for (const question of questions) await sshCommand(host, question, { allowFailure: true });
}
