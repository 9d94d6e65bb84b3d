import { GuardRefusal } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import type { HostSession } from '../domain/session.ts';
import { safePaths } from '../shell/prelude/safe-paths.ts';
import { sh } from '../shell/sh.ts';
import { runIdOfPlan } from './compile.ts';
import { asEffectScript } from './effect-script.ts';
import { pieces as prelude } from './prelude/pieces.generated.ts';

/** Longer than any run over containerd; it ends with the connection anyway. */
const longestMs = 6 * 3_600_000;
const answerMs = 30_000;

export interface HostLock {
  /** not any more once the connection is lost */
  isHeld(): boolean;
  release(): Promise<void>;
}

/**
 * The host's lock (docs/decisions/0009-host-lock.md) for a run that the dashboard does itself: a small script takes it and waits. The host kills the
 * script when the connection ends, and a lock whose holder is dead is free.
 *
 * @throws GuardRefusal where another run holds it
 */
export async function holdHostLock(session: HostSession, plan: Plan, holder: string): Promise<HostLock> {
  const script = sh.lines(
    sh`LC_ALL=C; export LC_ALL; umask 077
run_id=${runIdOfPlan(plan.id)}
run_holder=${holder.replaceAll(/[^A-Za-z0-9 @._:/()-]/g, '_')}
lock_roots=${plan.site.lockRoots.filter((root) => /^[A-Za-z0-9_./-]+$/.test(root)).join(' ')}
lock_held=
refuse_run() { printf 'refused=%s\n' "$2"; exit 1; }`,
    safePaths,
    sh.constant(prelude.lock),
    sh`take_lock
trap 'drop_lock; exit 0' HUP INT TERM
echo held=yes
while :; do sleep 1; done`,
  );
  const release = new AbortController();
  let said = '';
  let isOver = false;
  const answered = Promise.withResolvers<void>();
  const onStdout = (chunk: Buffer): void => {
    said += chunk.toString('utf8');
    if (said.includes('\n')) answered.resolve();
  };
  const ended = session
    .execute(asEffectScript(script), { timeoutMs: longestMs, signal: release.signal, onStdout })
    .then(
      () => {},
      () => {},
    )
    .finally(() => {
      isOver = true;
      answered.resolve();
    });
  const timer = setTimeout(() => answered.resolve(), answerMs);
  await answered.promise;
  clearTimeout(timer);
  if (said.startsWith('held=yes\n'))
    return {
      isHeld: () => !isOver,
      async release() {
        release.abort();
        await ended;
      },
    };
  release.abort();
  const excuse = /^refused=(.+)$/m.exec(said)?.[1] ?? 'the lock of this host could not be taken';
  throw new GuardRefusal({ guardId: 'lock', excuse });
}
