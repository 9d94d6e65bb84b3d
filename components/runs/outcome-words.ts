import type { RunAfterwards } from '@/lib/domain/afterwards';
import { type QuarantinedNoun, quarantinedNoun } from '@/lib/domain/afterwards-words';
import { formatBytes } from '@/lib/domain/bytes';
import type { Fact } from '@/lib/domain/fact';
import { counted } from '@/lib/domain/format';
import { isFinal, type Run, type RunState } from '@/lib/domain/run';

export interface OutcomeWords {
  /** what is true now, in one sentence */
  title: string;
  /** what that means, where it is not plain */
  detail: string | null;
}

type Ended = Pick<Run, 'state' | 'steps' | 'freedBytes' | 'actionId' | 'isDemo' | 'said'>;

/** What is true after a run. Null while it runs. */
export function outcomeWords(run: Ended, afterwards: RunAfterwards): OutcomeWords | null {
  if (!isFinal(run.state)) return null;
  const { quarantined } = afterwards;
  if (quarantined !== null) return quarantineWords(run, quarantined, afterwards);
  if (run.state !== 'succeeded') return stoppedWords(run);
  const done = run.steps.filter(({ state, target }) => state === 'done' && target.id !== 'references');
  const gone = run.steps.filter(({ state }) => state === 'already-done').length;
  if (done.length === 0 && gone > 0)
    return {
      title: 'Nothing was left to do: someone else was first.',
      detail: `${counted(gone, 'object')} of the plan ${gone === 1 ? 'was' : 'were'} gone already. Nothing else was touched.`,
    };
  if (run.actionId === 'restore-quarantine') {
    return {
      title: `${restoredWords(done.length, quarantinedNoun(run))}.`,
      detail: 'The host shows as before: what was leaked is leaked again, and uses its space.',
    };
  }
  return freedWords(run);
}

/** A layer has a place, a lease has none. */
function restoredWords(count: number, noun: QuarantinedNoun): string {
  const [is, its] = count === 1 ? ['is', 'its'] : ['are', 'their'];
  return `${counted(count, noun)} ${is} ${noun === 'lease' ? 'restored' : `back in ${its} original place`}`;
}

function quarantineWords(
  { state, steps }: Pick<Run, 'state' | 'steps'>,
  { count, bytes }: NonNullable<RunAfterwards['quarantined']>,
  { restored, purged, gone }: RunAfterwards,
): OutcomeWords {
  const total = count + restored.count + purged.count + gone;
  const noun = quarantinedNoun({ steps });
  const layers = counted(total, noun);
  const detail = state === 'succeeded' ? null : 'The run did not come to its end; what it did is all that it did.';
  if (count === total) {
    const one = count === 1;
    const title = `${layers} ${one ? 'is' : 'are'} quarantined; ${one ? 'it still uses' : 'they still use'} ${amountOf(bytes)}.`;
    return { title, detail };
  }
  if (restored.count === total) return { title: `Undone: ${restoredWords(total, noun)}.`, detail };
  if (purged.count === total)
    return { title: `The quarantine is over: ${layers} ${total === 1 ? 'was' : 'were'} deleted for good.`, detail };
  const parts = [
    ...(count > 0 ? [`${count} still quarantined (${amountOf(bytes)})`] : []),
    ...(restored.count > 0 ? [`${restored.count} restored`] : []),
    ...(purged.count > 0 ? [`${purged.count} deleted for good`] : []),
    ...(gone > 0 ? [`${gone} gone, and no run of Bilge did that`] : []),
  ];
  return { title: `Of ${layers}: ${parts.join(', ')}.`, detail };
}

function stoppedWords({ state, steps }: Ended): OutcomeWords {
  const done = steps.filter((step) => step.state === 'done').length;
  const undone = steps.filter((step) => step.state === 'undone').length;
  const open = steps.filter((step) => step.state === 'intended').length;
  if (open > 0)
    return {
      title: `${done} of ${counted(steps.length, 'step')} done; the outcome of ${open} more is unknown.`,
      detail: 'Scan the host to see what it looks like now. Nothing is done twice.',
    };
  if (done === 0 && undone > 0) return { title: 'What was begun was undone. The host is as before.', detail: null };
  if (done === 0) return { title: 'Nothing was changed on the host.', detail: null };
  const what = state === 'cancelled' ? 'Cancelled' : 'Stopped';
  return {
    title: `${what} after ${done} of ${counted(steps.length, 'step')}.`,
    detail: 'What was done stays done; the other steps were not begun.',
  };
}

function freedWords({ freedBytes, isDemo }: Ended): OutcomeWords {
  const { measured, estimated } = freedBytes;
  const how = isDemo ? 'simulated' : 'measured on the disk';
  if (measured.state === 'known' && measured.value > 0)
    return { title: `Freed ${formatBytes(measured.value)}, ${how}.`, detail: null };
  const wasToFree = estimated.state === 'unknown' || estimated.value > 0;
  if (measured.state === 'unknown')
    return { title: 'Done.', detail: wasToFree ? `How much it freed is unknown: ${measured.detail}` : null };
  return {
    title: 'Done.',
    detail: wasToFree
      ? 'The disk shows no more free space than before. Someone may have written meanwhile, or a snapshot of the host still holds the data.'
      : null,
  };
}

function amountOf(bytes: Fact<number>): string {
  return bytes.state === 'known' ? formatBytes(bytes.value) : 'an amount that is not measured yet';
}

const titleWords: Record<RunState, string> = {
  starting: 'Running',
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  refused: 'Refused',
  cancelled: 'Cancelled',
  interrupted: 'Failed',
};

/** `Done: Quarantine 4 leaked layers`: a tab that waits in the background says when it is over. */
export function runTitle({ state, title }: Pick<Run, 'state' | 'title'>): string {
  return `${titleWords[state]}: ${title}`;
}

/** `Step 3 of 7: Quarantine mfun3…`; null before the first and after the last. */
export function stepWordsOf({ steps, state }: Pick<Run, 'steps' | 'state'>): string | null {
  if (isFinal(state)) return null;
  const at = steps.findIndex((step) => step.state === 'intended');
  const index = at >= 0 ? at : steps.findIndex((step) => step.state === 'waiting');
  const step = steps[index];
  return step === undefined ? null : `Step ${index + 1} of ${steps.length}: ${step.title}`;
}
