import { z } from 'zod';
import { hostWithTree } from './leak-proof.ts';
import type { Comparison } from './ratio.ts';
import { runApart, scanAnswer } from './run-apart.ts';

/** Ten thousand layers end to end over SSH, in a process of its own so that its memory is only the scan's. */
const pausesAnswer = z.object({ pauses: z.array(z.number()), cpu: z.array(z.number()), answers: z.array(z.number()) });

export async function benchTenThousand(): Promise<Comparison[]> {
  const layers = 10_000;
  const { host, tree, session } = await hostWithTree(layers, 2);
  try {
    await session.close();
    const found = scanAnswer.parse(JSON.parse(await runApart('scan-in-own-process.ts', [host.name])));
    if (found.orphans !== tree.leaked.length)
      throw new Error(`${found.orphans} orphans, ${tree.leaked.length} planted`);
    const { pauses, cpu, answers } = pausesAnswer.parse(JSON.parse(await runApart('pauses-of-scan.ts', [host.name])));
    const remarks = `${found.orphans} leaked directories proven, none missed`;
    const alternative = null;
    return [
      {
        name: '10,000 layers end to end over SSH',
        ours: { label: 'scan of all sections and report', values: found.ms },
        alternative,
        target: { atMost: 3000 },
        remarks,
      },
      {
        name: '10,000 layers, memory',
        ours: { label: 'growth of the process at its highest', values: [found.grownBytes / 1e6] },
        alternative,
        unit: 'MB',
        target: { atMost: 150 },
        remarks: 'peak RSS during five scans less RSS before the first, connection open',
      },
      {
        name: '10,000 layers, bytes brought back',
        ours: { label: 'all channels', values: [found.bytes / 1e6] },
        alternative,
        unit: 'MB',
        target: { atMost: 10 },
        remarks: 'the largest of five scans',
      },
      {
        name: '10,000 layers, longest pause of the event loop',
        ours: { label: 'scan, report and storing them', values: pauses },
        alternative,
        target: { atMost: 50 },
        remarks:
          'the longest of each of five scans, as the dashboard makes them; the event loop is looked at every millisecond',
      },
      {
        name: '10,000 layers, longest turn of the event loop, CPU time',
        ours: { label: 'this thread, between two looks a millisecond apart', values: cpu },
        alternative,
        target: { atMost: 50 },
        remarks: 'tells apart what a scan costs from what a busy machine does to it',
      },
      {
        name: '10,000 layers, another page meanwhile',
        ours: { label: 'slowest answer of the overview, asked every 20 ms', values: answers },
        alternative,
        target: { atMost: 100 },
        remarks: 'the slowest during each of five scans',
      },
    ];
  } finally {
    await host.stop();
  }
}
