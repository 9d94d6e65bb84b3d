import { CommandError, TransportError } from '../domain/errors.ts';
import type { JournalEntry } from '../domain/run.ts';
import type { HostSession } from '../domain/session.ts';
import { safePaths } from '../shell/prelude/safe-paths.ts';
import { asReadScript } from '../shell/read-script.ts';
import { type Sh, sh } from '../shell/sh.ts';
import { parseJournal } from './journal.ts';

/**
 * alive: the process that the pid file names still is that process (start time compared). gone: it is not. not-begun: uploaded,
 * no journal yet. no-directory: the host has no such run; a volatile run directory is lost with a reboot.
 */
export type Liveness = 'alive' | 'gone' | 'not-begun' | 'no-directory';

export interface JournalReading {
  liveness: Liveness;
  entries: JournalEntry[];
  /** where to read on */
  cursor: number;
  torn: number;
  /** entries of another run, which are dropped: a host says only what its own run did */
  foreign: number;
  /** nothing more to read now */
  isWhole: boolean;
}

const pieceBytes = 512 * 1024;

/** Reads on from a byte of the host's journal. With `waitSeconds` the host answers when there is more, or then. */
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

/** Whether the process lives is asked before the journal is read: what a dead process wrote is then read whole. */
function reader({ directory, cursor, waitSeconds }: { directory: string; cursor: number; waitSeconds: number }): Sh {
  return sh`LC_ALL=C
${safePaths}
if ! bilge_is_safe ${directory}; then
  if [ -n "$bilge_gone" ]; then echo 'no-directory 0'; exit 0; fi
  echo "others than root may have written in it: $bilge_why" >&2
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
  /** a live session each time it is asked: after a lost connection a new one */
  open: () => Promise<HostSession>;
  runId: string;
  directory: string;
  cursor: number;
  onEntries: (reading: JournalReading) => void | Promise<void>;
  /** the way to the host was lost; it is tried again after this many milliseconds */
  onLost?: (error: TransportError, retryMs: number) => void;
  signal?: AbortSignal;
  sleep?: (ms: number) => Promise<void>;
}

/**
 * Follows a run to its end, over as many connections as it takes. The run does not need us: losing the way only means
 * not seeing. Ends with `ended` (the journal has its last line), `interrupted` (the host says the process is gone without it) or
 * `lost` (the host has no such run directory any more).
 */
export async function followRun(options: FollowOptions): Promise<'ended' | 'interrupted' | 'lost'> {
  const { signal } = options;
  const sleep = options.sleep ?? ((ms: number) => pause(ms, signal));
  let cursor = options.cursor;
  let retryMs = 1_000;
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
      options.onLost?.(error, retryMs);
      await sleep(retryMs);
      retryMs = Math.min(retryMs * 2, 30_000);
      continue;
    }
    retryMs = 1_000;
    cursor = reading.cursor;
    await options.onEntries(reading);
    if (reading.entries.some((entry) => entry.type === 'run.ended')) return 'ended';
    if (reading.liveness === 'no-directory') return 'lost';
    quietReadings = reading.liveness === 'not-begun' ? quietReadings + 1 : 0;
    if ((reading.liveness === 'gone' && reading.isWhole) || quietReadings > 6) return 'interrupted';
  }
}

/** Ends early when the signal comes; whoever paused looks at the signal next. */
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
