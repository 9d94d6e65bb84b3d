import { type HostKind, isHostKind, type LabHost, labAvailable, startHost, stopAll } from '../../lab/lab.ts';
import { messageOf } from '../../lib/domain/errors.ts';

/** What both long runs know of one host that they were through with. */
interface Result {
  seconds: number;
  /** what must never be; empty where all is well */
  violations: string[];
}

interface LongRun<T extends Result> {
  /** [COUNT] [FIRST-SEED] [KIND…] of the command line fill what is left out here */
  arguments: string[];
  defaults: { count: number; firstSeed: number; kinds: HostKind[] };
  one(host: LabHost, seed: number): Promise<T>;
  /** `begun`: how many hosts were taken so far */
  isEnough(seen: { results: readonly T[]; begun: number; count: number }): boolean;
  /** after each host, so that an interrupted run keeps what it saw */
  write(seen: { results: T[]; failures: string[]; count: number; latest: T | null }): Promise<void>;
  /** the result in a line, without seed and verdict */
  line(result: T, seen: { results: readonly T[]; count: number }): string;
}

/** `CHAOS_HOSTS=1` beside other work. */
const workers = Number(process.env.CHAOS_HOSTS ?? 2);

/** Takes one fresh host after the other, two at a time, kinds in turn; the exit code says whether anything was violated. */
export async function onManyHosts<T extends Result>(run: LongRun<T>): Promise<void> {
  const lab = await labAvailable();
  if (!lab.ok) {
    console.error(`SKIPPED, no lab: ${lab.reason}`);
    return;
  }
  const [countText, seedText, ...kindTexts] = run.arguments;
  const count = Number(countText ?? run.defaults.count);
  const firstSeed = Number(seedText ?? run.defaults.firstSeed);
  const chosen = kindTexts.filter(isHostKind);
  const kinds = chosen.length > 0 ? chosen : run.defaults.kinds;
  const results: T[] = [];
  const failures: string[] = [];
  let begun = 0;

  async function one(kind: HostKind, seed: number): Promise<T | null> {
    try {
      const host = await startHost(kind);
      try {
        const result = await run.one(host, seed);
        results.push(result);
        const verdict = result.violations.join('; ') || 'ok';
        console.log(`${run.line(result, { results, count })} (${kind}, seed ${seed}, ${result.seconds} s): ${verdict}`);
        return result;
      } finally {
        await host.stop();
      }
    } catch (error) {
      failures.push(`${kind}, seed ${seed}: ${messageOf(error).split('\n')[0]}`);
      console.log(`${kind} seed ${seed} could not be run: ${messageOf(error)}`);
      return null;
    }
  }
  async function worker(): Promise<void> {
    while (!run.isEnough({ results, begun, count })) {
      const index = begun;
      begun += 1;
      const latest = await one(kinds[index % kinds.length] ?? 'ext4', firstSeed + index);
      await run.write({ results, failures, count, latest });
    }
  }
  await Promise.all(Array.from({ length: workers }, worker));
  await stopAll();
  process.exit(results.some(({ violations }) => violations.length > 0) ? 1 : 0);
}
