import { AccessError } from '../domain/errors.ts';

/**
 * A password hash costs 19 MiB and a core for some milliseconds, and any visitor can ask for one. Two run at once, a short queue
 * waits, and later requests are told to try again: unauthenticated visitors cannot use up memory and CPU of this machine.
 * Known visitors (a session, a browser that logged in before) have their own queue and go first.
 */
const atOnce = 2;
const longestLine = 16;
const retryAfterSeconds = 3;

export type HashGate = <T>(work: () => Promise<T>, asker: { isKnown: boolean }) => Promise<T>;

export function hashGate(): HashGate {
  let running = 0;
  const known: (() => void)[] = [];
  const unknown: (() => void)[] = [];

  const next = (): void => {
    const begin = known.shift() ?? unknown.shift();
    if (begin === undefined) running -= 1;
    else begin();
  };

  return async (work, { isKnown }) => {
    if (running < atOnce) running += 1;
    else {
      const line = isKnown ? known : unknown;
      if (line.length >= longestLine) throw tooBusy();
      await new Promise<void>((resolve) => line.push(resolve));
    }
    try {
      return await work();
    } finally {
      next();
    }
  };
}

function tooBusy(): AccessError {
  return new AccessError({
    kind: 'busy',
    message: `More than ${longestLine} passwords are waiting to be checked.`,
    userMessage: `Too many passwords are being checked right now. Please try again in ${retryAfterSeconds} seconds; this attempt was not counted.`,
    retryAfterSeconds,
  });
}
