import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../lib/domain/host.ts';
import { hostSettingsSchema } from '../lib/domain/host.ts';
import type { HostFacts } from '../lib/domain/host-facts.ts';
import { newId } from '../lib/domain/ids.ts';
import { stepAlerts } from '../lib/usecases/alerts/watch-alerts.ts';
import { type Application, closeApplication, openApplication } from '../lib/usecases/core/application.ts';
import { addDemoHosts } from '../lib/usecases/demo/demo-hosts.ts';
import { recordReportInSlices } from '../lib/usecases/scans/reports.ts';
import { scanHost } from '../lib/usecases/scans/scan-host.ts';
import { readSettings } from '../lib/usecases/server/settings.ts';
import { writtenByProcess } from '../lib/usecases/server/written-bytes.ts';
import type { Comparison } from './ratio.ts';

/**
 * What a dashboard writes in a day: ten hosts, each a recording on which something is written between two scans, scanned every 15 minutes
 * through the same code as a real scan; the clock is moved, the database is a file on a disk. The kernel counts (`/proc/self/io`).
 */
const hosts = 10;
const scansPerDay = 96;

export interface WrittenADay {
  bytesPerDay: number;
  fileBytes: number;
  /** what one scan of a host added to the write-ahead log, where that was not written back meanwhile */
  logBytesPerScan: number;
}

export async function measureWritten(scans: number): Promise<WrittenADay> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-written-'));
  const app = openApplication(
    readSettings({ ...process.env, BILGE_DATA: directory, BILGE_SECRET: 'sixteen characters' }),
  );
  try {
    let nowMs = Date.parse('2026-11-30T00:05:00.000Z');
    app.now = () => new Date(nowMs);
    const watched = await recordings(app);
    // The first scans of a host are no day like the others.
    for (const one of watched) await scan(app, one, 0);
    const log = (): number => fs.statSync(`${app.store.file}-wal`).size;
    const logBefore = log();
    const before = writtenByProcess();
    for (let turn = 1; turn <= scans; turn += 1) {
      nowMs += (24 * 3_600_000) / scansPerDay;
      for (const one of watched) await scan(app, one, turn);
      stepAlerts(app);
    }
    const after = writtenByProcess();
    if (before === null || after === null) throw new Error('The kernel does not say what this process writes.');
    return {
      bytesPerDay: ((after - before) / scans) * scansPerDay,
      logBytesPerScan: (log() - logBefore) / scans / hosts,
      fileBytes: fs.statSync(app.store.file).size,
    };
  } finally {
    await closeApplication(app);
    fs.rmSync(directory, { recursive: true });
  }
}

async function recordings(app: Application): Promise<{ host: Host; facts: HostFacts }[]> {
  const anna = { kind: 'cli', name: 'cli:anna', role: 'admin' } as const;
  const demos = await addDemoHosts(app, anna);
  const recorded: HostFacts[] = [];
  for (const demo of demos) {
    await scanHost(app, anna, demo.id);
    const facts = app.store.facts.latest(demo.id);
    if (facts !== null) recorded.push(facts);
  }
  return Array.from({ length: hosts }, (_, index) => {
    const facts = recorded[index % recorded.length];
    if (facts === undefined) throw new Error('There is no recording.');
    const host: Host = {
      id: newId('host'),
      name: `host-${index}`,
      url: `ssh://root@host-${index}`,
      settings: hostSettingsSchema.parse({}),
      createdAt: app.now().toISOString(),
    };
    app.store.hosts.add(host, {});
    return { host, facts };
  });
}

/** As on a host on which containers run: the filesystem fills a little, logs and writable layers grow, the scan costs another time. */
async function scan(app: Application, { host, facts }: { host: Host; facts: HostFacts }, turn: number): Promise<void> {
  const grown = turn * 1_234_567;
  const text = JSON.stringify(facts.sections)
    .replace(/"usedBytes":(\d+)/g, (_, bytes) => `"usedBytes":${Number(bytes) + grown}`)
    .replace(/"(?:freeBytes|availableBytes)":(\d+)/g, (field, bytes) =>
      field.replace(bytes, String(Number(bytes) - grown)),
    )
    .replace(/"logBytes":(\d+)/g, (_, bytes) => `"logBytes":${Number(bytes) + turn * 4321}`)
    .replace(/"clockSeconds":[\d.]+/g, `"clockSeconds":${Math.floor(app.now().getTime() / 1000)}`)
    .replace(/"inodesUsed":(\d+)/g, (_, count) => `"inodesUsed":${Number(count) + turn}`);
  const now: HostFacts = {
    ...facts,
    id: newId('facts'),
    hostId: host.id,
    collectedAt: app.now().toISOString(),
    sections: JSON.parse(text),
    cost: { ...facts.cost, wallMs: 1500 + turn },
  };
  app.store.hostStates.put(host.id, { state: 'scanning', at: app.now().toISOString(), problem: null });
  await recordReportInSlices(app, host, now, await app.store.facts.prepared(now));
  app.store.hostStates.put(host.id, { state: 'reachable', at: now.collectedAt, problem: null });
}

export async function benchWritten(): Promise<Comparison[]> {
  const { bytesPerDay, fileBytes } = await measureWritten(scansPerDay);
  const mb = (bytes: number): number => bytes / 1e6;
  return [
    {
      name: `written in a day, ${hosts} hosts`,
      ours: { label: 'Bilge', values: [mb(bytesPerDay)] },
      alternative: null,
      unit: 'MB',
      target: { atMost: 50 },
      remarks: `every 15 minutes, a moved clock; by the kernel’s count. The database has ${mb(fileBytes).toFixed(1)} MB after it`,
    },
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await measureWritten(Number(process.argv[2] ?? 8)));
