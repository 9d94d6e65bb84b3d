import fs from 'node:fs';
import path from 'node:path';
import { ParseFailure } from '../../lib/domain/errors.ts';
import { atOnce } from '../../lib/domain/slices.ts';
import { type Collector, inPiecesOf } from '../../lib/facts/collectors/collector.ts';
import { registry } from '../../lib/facts/collectors/registry.generated.ts';
import { SectionOutput } from '../../lib/facts/collectors/section-output.ts';
import { capturedFrame, capturedKinds, factsOf } from '../../lib/facts/testing/captured-scan.ts';
import { diagnosePasted } from '../../lib/usecases/diagnosis/diagnose.ts';
import { mutated, noise, randomOf } from './mutate.ts';

export interface FuzzReport {
  seed: number;
  inputs: number;
  byTarget: Record<string, number>;
  slowestMs: number;
  problems: string[];
}

/** One input may not take longer than this: a regular expression that backtracks shows here. */
const limitMs = 1000;
const now = '2026-11-21T03:00:00.000Z';

interface Target {
  name: string;
  /** how often it is chosen */
  weight: number;
  run(random: () => number): void;
}

/**
 * Throws at every parser what a host or a person might send: real samples, mutated, and plain noise. A parser answers with a value or
 * a ParseFailure; diagnose never throws at all and finds nothing in noise; nothing takes long.
 */
export function fuzz(options: { seed: number; inputs: number; onProgress?: (done: number) => void }): FuzzReport {
  const random = randomOf(options.seed);
  const targets = [...pasteTargets(), ...sectionTargets()];
  const total = targets.reduce((sum, target) => sum + target.weight, 0);
  const report: FuzzReport = { seed: options.seed, inputs: 0, byTarget: {}, slowestMs: 0, problems: [] };
  for (let done = 0; done < options.inputs; done += 1) {
    let pick = random() * total;
    const target = targets.find((candidate) => {
      pick -= candidate.weight;
      return pick < 0;
    });
    if (target === undefined) continue;
    const started = performance.now();
    try {
      target.run(random);
    } catch (error) {
      if (report.problems.length < 50)
        report.problems.push(
          `input ${done}, ${target.name}: ${String(error instanceof Error ? error.stack : error).slice(0, 600)}`,
        );
    }
    const ms = performance.now() - started;
    if (ms > limitMs && report.problems.length < 50)
      report.problems.push(`input ${done}, ${target.name}: took ${Math.round(ms)} ms`);
    report.slowestMs = Math.max(report.slowestMs, ms);
    report.byTarget[target.name] = (report.byTarget[target.name] ?? 0) + 1;
    report.inputs += 1;
    if (done % 10_000 === 0) options.onProgress?.(done);
  }
  return report;
}

function pasteTargets(): Target[] {
  const folder = path.join(import.meta.dirname, '..', 'diagnose', 'corpus');
  const samples = fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  const sample = (random: () => number) => samples[Math.floor(random() * samples.length)] ?? '';
  return [
    {
      name: 'diagnose: mutated pastes',
      weight: 40,
      run: (random) => {
        const text = mutated(sample(random), sample(random), random);
        const diagnosis = diagnosePasted([text], { now });
        for (const finding of diagnosis.findings) {
          // What the input says itself may be quoted: a device called /devNaN is one.
          const word = /undefined|NaN|Infinity/.exec(finding.title + finding.detail)?.[0];
          if (word !== undefined && !text.includes(word)) throw new Error(`a finding says ${finding.title}`);
        }
        const broken = diagnosis.unknown.find(({ why }) => why.startsWith('The check itself failed'));
        if (broken) throw new Error(`${broken.checkId}: ${broken.why}`);
      },
    },
    {
      name: 'diagnose: noise',
      weight: 20,
      run: (random) => {
        const text = noise(random);
        const { findings } = diagnosePasted([text], { now });
        if (findings.length > 0) throw new Error(`found ${findings[0]?.checkId} in ${JSON.stringify(text)}`);
      },
    },
  ];
}

function sectionTargets(): Target[] {
  const scans = capturedKinds.map((kind) => {
    const frame = capturedFrame(kind);
    return { frame, context: factsOf(frame).context };
  });
  return registry.map(
    (collector: Collector): Target => ({
      name: `section: ${collector.id}`,
      weight: 2,
      run: (random) => {
        const scan = scans[Math.floor(random() * scans.length)];
        const section = scan?.frame.sections.get(collector.id);
        const parts =
          section === undefined || typeof section === 'string'
            ? invented(collector.id, random)
            : section.output.names.map((name) => ({ name, bytes: section.output.part(name) }));
        const victim = Math.floor(random() * Math.max(1, parts.length));
        const changed = parts.map((part, index) =>
          index === victim
            ? {
                ...part,
                bytes: Buffer.from(
                  mutated(part.bytes.toString('latin1').slice(0, 20_000), noise(random), random),
                  'latin1',
                ),
              }
            : part,
        );
        const body = changed.flatMap((part) => [Buffer.from(`\n==bilge:n:part:${part.name}==\n`), part.bytes]);
        try {
          if (scan)
            atOnce(
              inPiecesOf(
                collector.parse(
                  new SectionOutput({ id: collector.id, nonce: 'n', body: Buffer.concat(body) }),
                  scan.context,
                ),
              ),
            );
        } catch (error) {
          if (!(error instanceof ParseFailure)) throw error;
        }
      },
    }),
  );
}

const uuid = '3112349d-3cf0-4ccb-b3d3-6fbb1a872a4a';
/** Sections that the recorded scans do not have: parts of the form their scripts print. */
const inventedParts: Record<string, Record<string, string>> = {
  mdArrays: {
    mdstat:
      'Personalities : [raid1]\nmd2 : active raid1 sda5[0] sdb5[1](F)\n      1943881792 blocks super 1.2 [2/1] [U_]\n      [==>....]  recovery = 12.6% (1/2) finish=127.5min\n',
  },
  kernelFeatures: {
    release: '6.1.0-28-amd64\n',
    filesystems: 'nodev\tsysfs\n\text4\n',
    commandLine: 'quiet',
    config: '',
    mount: 'mount from util-linux 2.38.1',
  },
  bootConfiguration: {
    fstab: '/data.img /var/lib/docker btrfs loop 0 0\n',
    unit: 'LoadState=loaded\nAfter=docker.socket\n',
    attributes: '----i--- /x',
  },
  loopDevices: {
    begin: '',
    'loop:loop0': '/data.img\n',
    'flags:loop0': '1\n0\n',
    'stat:loop0': '1 2 512 77\n',
    'below:loop0': '1 4096 ef53\n',
    losetup: '/dev/loop0 254:0 77\n',
  },
  btrfsHealth: {
    begin: '',
    [`filesystem:${uuid}`]: '/x',
    [`stats:${uuid}`]: '[/dev/loop0].write_io_errs 0\n',
    [`balance:${uuid}`]: "Balance on '/x' is running\n",
    [`record:${uuid}`]: `${uuid}:1|t_start:1|finished:1\n`,
    [`devices:${uuid}`]: 'device 1 missing 0\nwrite_errs 0\n',
  },
  kernelLog: { uptime: '2000.50 1.00\n', devices: 'sda\n', log: '[ 1990.500000] I/O error, dev sda, sector 1\n' },
  thinPools: { lvs: '  docker|thinpool|twi-aot---|85899345920|23.51|0.12\n' },
  zfs: { pools: 'tank\tONLINE\t1\t2\t3\n', status: ' pool: tank\nerrors: none\n', datasets: 'tank\t1\t2\t/tank\n' },
  xfsFormats: { info: 'meta-data=/dev/x isize=512\nnaming   =version 2   bsize=4096 ftype=1\n' },
  storageQuotas: { qgroups: 'qgroupid rfer excl max_rfer max_excl\n0/257 9 1 10 none\n' },
};

function invented(id: string, random: () => number): { name: string; bytes: Buffer }[] {
  const parts = inventedParts[id];
  if (parts) return Object.entries(parts).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  return [{ name: 'unknown', bytes: Buffer.from(noise(random)) }];
}
