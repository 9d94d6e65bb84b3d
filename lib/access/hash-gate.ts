import { AccessError } from '../domain/errors.ts';

/**
 * A password hash costs 19 MiB and a core for some milliseconds, and anybody may ask for one. Two at once, a short line behind
 * them, and whoever comes later is told to come back: memory and the other work of this machine do not depend on strangers.
 * Who is known (a session, a browser that logged in before) has a line of its own and goes first.
 */
const atOnce = 2;
const longestLine = 16;
const retryAfterSeconds = 3;

export type HashGate = <T>(work: () => Promise<T>, asker: { isKnown: boolean }) => Promise<T>;

export function hashGate(): HashGate {
  let running = 0;
  const known: (() => void)[] = [];
  const strangers: (() => void)[] = [];

  const next = (): void => {
    const begin = known.shift() ?? strangers.shift();
    if (begin === undefined) running -= 1;
    else begin();
  };

  return async (work, { isKnown }) => {
    if (running < atOnce) running += 1;
    else {
      const line = isKnown ? known : strangers;
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
