import { CommandError, TransportError } from '../domain/errors.ts';
import type { JournalEntry } from '../domain/run.ts';
import type { HostSession } from '../domain/session.ts';
import { backOffMs } from '../monitor/jobs/job-policy.ts';
import { safePaths } from '../shell/prelude/safe-paths.ts';
import { asReadScript } from '../shell/read-script.ts';
import { type Sh, sh } from '../shell/sh.ts';
import { parseJournal } from './journal.ts';

/**
 * alive: the process in the pid file still runs (its start time is compared). gone: it does not. not-begun: uploaded, no journal yet.
 * no-directory: the host has no such run; a run directory in memory is lost at a reboot.
 */
export type Liveness = 'alive' | 'gone' | 'not-begun' | 'no-directory';

export interface JournalReading {
  liveness: Liveness;
  entries: JournalEntry[];
  /** where to read on */
  cursor: number;
  torn: number;
  /** entries of another run, which are dropped: a journal holds only its own run */
  foreign: number;
  /** nothing more to read at the moment */
  isWhole: boolean;
}

const pieceBytes = 512 * 1024;
const retry = { firstMs: 1_000, longestMs: 30_000 };

/** Reads the host's journal from a byte on. The host answers as soon as there is more, or after `waitSeconds`. */
export async function readJournal(
  session: HostSession,
  options: { runId: string; directory: string; cursor: number; waitSeconds: number; signal?: AbortSignal },
): Promise<JournalReading> {
  const output = await session.read(asReadScript(reader(options)), {
    timeoutMs: options.waitSeconds * 1000 + 30_000,
    maxBytes: pieceBytes + 4096,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const end = output.stdout.indexOf(0x0a);
  const [word = '', size = ''] = output.stdout.subarray(0, Math.max(end, 0)).toString('latin1').split(' ');
  if (!isLiveness(word) || !/^\d+$/.test(size)) {
    throw new CommandError({
      message: `reading the journal in ${options.directory}: ${output.stderr.trim() || `exit code ${output.exitCode}`}`,
      exitCode: output.exitCode,
      timedOut: output.timedOut,
      stderrTail: output.stderr,
    });
  }
  const piece = parseJournal(output.stdout.subarray(end + 1));
  const cursor = options.cursor + piece.consumedBytes;
  const entries = piece.entries.filter(({ runId }) => runId === options.runId);
  return {
    liveness: word,
    entries,
    cursor,
    torn: piece.torn,
    foreign: piece.entries.length - entries.length,
    isWhole: cursor >= Number(size) || piece.consumedBytes === 0,
  };
}

function isLiveness(word: string): word is Liveness {
  return word === 'alive' || word === 'gone' || word === 'not-begun' || word === 'no-directory';
}

/** The process is checked before the journal is read, so that everything a dead process wrote is read. */
function reader({ directory, cursor, waitSeconds }: { directory: string; cursor: number; waitSeconds: number }): Sh {
  return sh`LC_ALL=C
${safePaths}
if ! bilge_is_safe ${directory}; then
  if [ -n "$bilge_gone" ]; then echo 'no-directory 0'; exit 0; fi
  echo "a user other than root may have written to it: $bilge_why" >&2
  exit 1
fi
cd -- "$bilge_real" 2>/dev/null || { echo 'no-directory 0'; exit 0; }
liveness() {
  if [ -f pid ] && [ -s pid ]; then
    read -r pid start <pid
    now=$(sed -e 's/^.*) //' "/proc/$pid/stat" 2>/dev/null | awk '{ print $20; exit }')
    if [ -n "$now" ] && [ "$now" = "$start" ]; then state=alive; else state=gone; fi
  elif [ -s journal.jsonl ]; then state=gone
  else state=not-begun; fi
}
waited=0
while :; do
  liveness
  size=$(cat journal.jsonl 2>/dev/null | wc -c)
  size=$((size))
  if [ "$size" -gt ${cursor} ] || [ "$state" = gone ] || [ "$waited" -ge ${waitSeconds * 4} ]; then break; fi
  waited=$((waited + 1))
  sleep 0.25 2>/dev/null || { sleep 1; waited=$((waited + 3)); }
done
echo "$state $size"
if [ "$size" -gt ${cursor} ]; then tail -c +${cursor + 1} journal.jsonl | head -c ${pieceBytes}; fi
`;
}

export interface FollowOptions {
  /** a live session each time: a new one after a lost connection */
  open: () => Promise<HostSession>;
  runId: string;
  directory: string;
  cursor: number;
  onEntries: (reading: JournalReading) => void | Promise<void>;
  /** the connection was lost; it is tried again after this many milliseconds */
  onLost?: (error: TransportError, retryMs: number) => void;
  signal?: AbortSignal;
  sleep?: (ms: number) => Promise<void>;
}

/**
 * Follows a run to its end, over as many connections as it takes. The run does not need the connection. Ends with `ended` (the journal has its last line), `interrupted` (the process is gone and the journal has no last line) or
 * `lost` (the host has no such run directory any more).
 */
export async function followRun(options: FollowOptions): Promise<'ended' | 'interrupted' | 'lost'> {
  const { signal } = options;
  const sleep = options.sleep ?? ((ms: number) => pause(ms, signal));
  let cursor = options.cursor;
  let failures = 0;
  let quietReadings = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    let reading: JournalReading;
    try {
      const session = await options.open();
      reading = await readJournal(session, {
        runId: options.runId,
        directory: options.directory,
        cursor,
        waitSeconds: 10,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      failures += 1;
      const retryMs = backOffMs(failures, retry);
      options.onLost?.(error, retryMs);
      await sleep(retryMs);
      continue;
    }
    failures = 0;
    cursor = reading.cursor;
    await options.onEntries(reading);
    if (reading.entries.some((entry) => entry.type === 'run.ended')) return 'ended';
    if (reading.liveness === 'no-directory') return 'lost';
    quietReadings = reading.liveness === 'not-begun' ? quietReadings + 1 : 0;
    if ((reading.liveness === 'gone' && reading.isWhole) || quietReadings > 6) return 'interrupted';
  }
}

/** Ends early when the signal comes; the caller checks the signal next. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted) end();
  });
}
