import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { problemResponse } from '../../app/api/core/problem.ts';
import type { Actor } from '../../lib/access/actor.ts';
import { answerLimits, type Diagnosis, pasteLimits } from '../../lib/domain/diagnosis.ts';
import { LimitError } from '../../lib/domain/errors.ts';
import type { Application } from '../../lib/usecases/core/application.ts';
import { EventBus } from '../../lib/usecases/core/event-bus.ts';
import { diagnoseApart } from '../../lib/usecases/diagnosis/diagnose-apart.ts';
import { boundTexts, diagnoseBounded } from '../../lib/usecases/diagnosis/diagnosis-limits.ts';

/**
 * A viewer pastes what takes long or answers with megabytes: nobody else waits for it, and it ends. 1 MB of line breaks took 8.5 s of
 * the only thread, 1 MB of `/proc/mdstat` was answered with 9.5 MB, 40,000 lines of `btrfs filesystem usage` took minutes.
 */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const now = '2026-11-21T03:00:00.000Z';

/** Of each kind of output a piece that can be repeated as often as somebody likes. */
const shapes: Record<string, string> = {
  'line breaks': '\n',
  'docker info': 'Storage Driver: overlay2\n Backing Filesystem: extfs\n',
  mdstat: 'md0 : active raid1 sda1[0]\n      100 blocks [2/1] [U_]\n\n',
  words: 'hello world, this is a line\n',
  'open braces': '{"a": {\n',
  'daemon.json': '{"storage-driver": "vfs"}\n',
  mount: '/dev/sda1 on /mnt/x type ext4 (rw,barrier=0)\n',
  'btrfs filesystem usage':
    'Overall:\n    Device size:\t\t   5.45TiB\n    Device allocated:\t\t   5.45TiB\nData,single: Size:5.35TiB, Used:3.41TiB\n   /dev/sda1 5.35TiB\n\n',
  'btrfs filesystem show':
    "Label: 'x'  uuid: 11111111-2222-3333-4444-555555555555\n\tTotal devices 1 FS bytes used 629.50GiB\n\tdevid    1 size 1000.00GiB used 1000.00GiB path /dev/sda5\n",
  'btrfs device stats': '[/dev/sda1].write_io_errs    5\n[/dev/sda1].read_io_errs 3\n',
  'zpool status': '  pool: tank\n state: DEGRADED\nerrors: No known data errors\n',
  'docker system df':
    'VOLUME NAME   LINKS     SIZE\n9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08   0         12.4GB\n\n',
  losetup: '/dev/loop0: [2049]:123 (/var/lib/docker/x.img)\n',
  lvs: '  LV VG Attr LSize Pool\n  pool vg twi-aotz-- 10.00g  95.00 40.00\n\n',
  prompts: 'root@nas:~# docker info\n',
  log: 'time="2020-05-01T10:00:00Z" level=error msg="BTRFS error (device sda1): bdev /dev/sda1 errs: wr 1, rd 0"\n',
};
/** Thousands of lines; names in them differ, so that nothing is joined with its neighbour. */
const numbered = (piece: string): string => {
  let at = 0;
  return piece
    .repeat(6_000)
    .split('\n')
    .slice(0, 6_000)
    .map((line) =>
      line.replace(/sda\d|md0|loop0|\/mnt\/x|tank|9f86|11111111/g, (name) => `${name}${(at++).toString(36)}`),
    )
    .join('\n');
};

const user = (name: string): Actor => ({
  kind: 'user',
  name,
  role: 'viewer',
  userId: `usr_${name}`,
  sessionId: name,
  reauthenticatedAt: now,
});
const token = (owner: string): Actor => ({
  kind: 'token',
  name: 'ci',
  role: 'viewer',
  tokenId: 'tok_1',
  ownerId: `usr_${owner}`,
});

let app: Pick<Application, 'diagnosing' | 'events' | 'now'>;
beforeEach(() => {
  app = { diagnosing: new Map(), events: new EventBus(), now: () => new Date(now) };
});

/** The kernel's own list, by the name that such a thread carries. */
const threads = (): number =>
  fs
    .readdirSync('/proc/self/task')
    .filter((task) => fs.readFileSync(`/proc/self/task/${task}/comm`, 'utf8').trim() === 'diagnose').length;
const isStarted = async (): Promise<void> => {
  while (threads() === 0) await sleep(20);
};
const long = 300;
const slow = numbered(shapes.mdstat ?? '');

async function refusal(work: Promise<Diagnosis>): Promise<LimitError> {
  const outcome = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof LimitError) return outcome;
  throw new Error(`no refusal, but ${String(outcome)}`);
}

describe('an answer does not grow with the paste', () => {
  it.each(Object.entries(shapes).map(([name, piece]) => [name, numbered(piece)] as const))(
    '%s',
    { timeout: 240_000 },
    (_, text) => {
      const answer = diagnoseBounded(boundTexts([text, text.slice(0, 1000)]), now);
      expect(JSON.stringify(answer).length).toBeLessThan(400_000);
      expect(answer.findings.length).toBeLessThanOrEqual(answerLimits.findings);
    },
  );

  it('says what is not shown, worst first', () => {
    const answer = diagnoseBounded(boundTexts([slow]), now);
    expect(answer.findings).toHaveLength(answerLimits.findings);
    expect(answer.leftOut).toContainEqual(
      expect.stringMatching(/^[\d,]+ more findings, none worse than these, are not shown\.$/),
    );
  });

  it('a small paste is left whole', () => {
    expect(diagnoseBounded(boundTexts(['Storage Driver: vfs\nServer Version: 29.1.0\n']), now).leftOut).toEqual([]);
    const lines = 'x\r\n'.repeat(pasteLimits.lines);
    expect(boundTexts([lines])).toEqual({ texts: [lines], leftOut: [] });
    expect(boundTexts([lines, 'y']).leftOut).toEqual([
      'Only the first 50,000 lines were read; 1 line was not. Paste the part around the error.',
    ]);
    expect(boundTexts(['\n'.repeat(1_000_000)]).leftOut[0]).toMatch(
      /^Only the first 50,000 lines were read; 950,000 lines were not\./,
    );
    expect(boundTexts(['\n'.repeat(1_000_000)]).texts[0]).toHaveLength(pasteLimits.lines);
  });

  it.each([
    ['bytes', ['é'.repeat(1_500_000), 'é'.repeat(1_500_000)]],
    ['characters of one text', ['x'.repeat(pasteLimits.charactersEach + 1)]],
    ['texts', Array.from({ length: pasteLimits.texts + 1 }, () => 'x')],
  ])('too many %s are refused', (_, texts) => {
    expect(() => boundTexts(texts)).toThrow(LimitError);
  });
});

describe('a thread of its own', { timeout: long * 1000 }, () => {
  it('answers as the command line does, and the server goes on meanwhile', async () => {
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 1);
    const reading = diagnoseApart(app, user('ann'), [slow], { seconds: long });
    await isStarted();
    const answer = await reading;
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(5);
    expect(answer).toEqual(diagnoseBounded(boundTexts([slow]), now));
    expect([threads(), app.diagnosing.size]).toEqual([0, 0]);
  });

  it('is ended at the deadline, and leaves nothing behind', async () => {
    const refused = await refusal(diagnoseApart(app, user('ann'), [slow], { seconds: 0.001 }));
    expect(refused.message).toMatch(/took longer than .* was stopped/);
    expect([threads(), app.diagnosing.size]).toEqual([0, 0]);
    expect(problemResponse(refused).status).toBe(413);
  });

  it('ends with its asker and with the dashboard', async () => {
    const asker = new AbortController();
    const gone = diagnoseApart(app, user('ann'), [slow], { signal: asker.signal, seconds: long });
    const closed = diagnoseApart(app, user('bob'), [slow], { seconds: long });
    await isStarted();
    expect(app.diagnosing.size).toBe(2);
    asker.abort();
    await expect(gone).rejects.toThrow();
    app.events.shutdown();
    await expect(closed).rejects.toThrow();
    expect([threads(), app.diagnosing.size]).toEqual([0, 0]);
  });

  it('one at a time for an account, whatever it comes with, and few in all', async () => {
    const first = diagnoseApart(app, user('ann'), [slow], { seconds: long });
    for (const same of [user('ann'), token('ann')]) {
      const refused = await refusal(diagnoseApart(app, same, ['x'], { seconds: long }));
      expect(refused.message).toContain('Your previous paste is still being processed');
      expect(problemResponse(refused).status).toBe(429);
    }
    const second = diagnoseApart(app, token('bob'), [slow], { seconds: long });
    const full = await refusal(diagnoseApart(app, user('eve'), ['x'], { seconds: long }));
    expect(problemResponse(full).status).toBe(429);
    await Promise.all([first, second]);
    expect((await diagnoseApart(app, user('ann'), ['Storage Driver: vfs'], { seconds: long })).findings).not.toEqual(
      [],
    );
  });

  it('one that was given up makes room for the next of the same account, which is not refused', async () => {
    const asker = new AbortController();
    const gone = diagnoseApart(app, user('ann'), [slow], { signal: asker.signal, seconds: long });
    await isStarted();
    asker.abort();
    const next = diagnoseApart(app, user('ann'), ['Storage Driver: vfs'], { seconds: long });
    await expect(gone).rejects.toThrow();
    expect((await next).findings).not.toEqual([]);
    expect([threads(), app.diagnosing.size]).toEqual([0, 0]);
  });

  it('what is too large is refused before any thread, and takes no turn', async () => {
    const refused = await refusal(diagnoseApart(app, user('ann'), ['x'.repeat(5_000_000)]));
    expect([problemResponse(refused).status, app.diagnosing.size]).toEqual([413, 0]);
    expect(refused.message).toContain('5,000,000 bytes');
  });
});

it('the command line has the same bounds', () => {
  const { status, stderr } = spawnSync(process.execPath, ['bin/bilge.ts', 'diagnose', '-'], {
    cwd: root,
    input: 'x\n'.repeat(3_000_000),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([1, expect.stringContaining('Paste only the part around the error.')]);
});
