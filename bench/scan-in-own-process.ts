import { attachHost } from '../lab/lab.ts';
import { collectHostFacts } from '../lib/facts/collect.ts';
import { buildStorageReport } from '../lib/facts/views/storage-report.ts';
import { labSession } from '../test/helpers/lab-session.ts';

/** Five whole scans of a running lab host; prints what they cost as JSON. Started by ten-thousand.ts. */
const session = await labSession(await attachHost(process.argv[2] ?? ''));
const before = process.memoryUsage.rss();
const ms: number[] = [];
let bytes = 0;
let orphans = 0;
for (let round = 0; round < 5; round += 1) {
  const started = performance.now();
  const facts = await collectHostFacts(session, {
    hostId: 'host_bench',
    now: () => new Date().toISOString(),
    newFactsId: () => 'facts_bench',
  });
  const report = buildStorageReport(facts, [], () => null);
  ms.push(performance.now() - started);
  if (report.leaks.state === 'unknown') throw new Error(report.leaks.detail);
  orphans = report.leaks.value.filter((leak) => leak.state === 'orphan').length;
  bytes = Math.max(bytes, facts.cost.bytes);
}
const grownBytes = process.resourceUsage().maxRSS * 1024 - before;
await session.close();
console.log(JSON.stringify({ ms, grownBytes, bytes, orphans }));
