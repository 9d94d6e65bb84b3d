import type { Alert, AlertPhase } from '../../domain/alerts/alert.ts';
import { alertIdOf, hostOfCause, type Observation } from '../../domain/alerts/cause.ts';
import { holdOf } from './bounds.ts';

/**
 * The life of one alert: pending, firing, clearing, resolved. Both ways are held back by time and by observations. Nothing here
 * reads a clock: whoever stops and starts again in the middle of a phase goes on with what is stored.
 */
export function observed(
  alert: Alert | null,
  { cause, state }: Observation,
  at: { now: string; isAfterOwnRun: boolean },
): Alert | null {
  if (alert === null || alert.phase === 'resolved') {
    if (state !== 'bad') return alert;
    const before = alert ?? unseen(cause);
    return entered({ ...before, cause, isSilent: false }, 'pending', at.now, 1);
  }
  const seen = state === 'bad' ? { ...alert, cause } : alert;
  switch (alert.phase) {
    case 'pending':
      if (state === 'good')
        return alert.firedAt === null ? null : entered(alert, 'resolved', alert.resolvedAt ?? at.now, 0);
      return state === 'bad' ? { ...seen, observations: seen.observations + 1 } : seen;
    case 'firing':
      if (state !== 'good') return seen;
      return { ...entered(seen, 'clearing', at.now, 1), isSilent: at.isAfterOwnRun };
    case 'clearing':
      if (state === 'good') return { ...seen, observations: seen.observations + 1 };
      return { ...entered(seen, 'firing', at.now, 0), isSilent: false };
  }
}

function unseen(cause: Observation['cause']): Alert {
  return {
    id: alertIdOf(cause),
    hostId: hostOfCause(cause),
    cause,
    phase: 'pending',
    since: '',
    observations: 0,
    firedAt: null,
    resolvedAt: null,
    isSilent: false,
    threadId: null,
  };
}

function entered(alert: Alert, phase: AlertPhase, now: string, observations: number): Alert {
  return { ...alert, phase, since: now, observations };
}

/** How long a resolved alert is remembered: within it, coming again is flapping. */
export const flapMs = 6 * 60 * 60_000;

/**
 * What time alone does. `isHeld`: a run of Bilge's own works on the host now, or the scan after it has not come yet; what it causes is
 * not told, so nothing opens meanwhile. Null: forgotten.
 */
export function advanced(alert: Alert, at: { now: string; isHeld: boolean }): Alert | null {
  // A clock that was set back must not hold anything for longer than its hold: it then counts as passed.
  const age = Date.parse(at.now) - Date.parse(alert.since);
  const hasPassed = (hold: { ms: number; observations: number }): boolean =>
    alert.observations >= hold.observations && (age >= hold.ms || age < 0);
  switch (alert.phase) {
    case 'pending':
      if (at.isHeld || !hasPassed(holdOf(alert.cause, 'opens'))) return alert;
      return { ...entered(alert, 'firing', at.now, 0), firedAt: at.now };
    case 'clearing':
      if (!hasPassed(holdOf(alert.cause, 'closes'))) return alert;
      return { ...entered(alert, 'resolved', at.now, 0), resolvedAt: at.now };
    case 'firing':
      return alert;
    case 'resolved':
      return age >= flapMs || age < 0 ? null : alert;
  }
}
