'use client';

import type { Outcome } from '../ui/outcome';
import { askOtherTabs, pageToken } from './page-token';

/** Shows the question and ends with whether the password was given. `why` is the server's sentence. */
export type PasswordAsker = (why: string) => Promise<boolean>;

let asker: PasswordAsker | null = null;
/** Two calls that need the password at the same moment wait for one answer. */
let asked: Promise<boolean> | null = null;

/** One place of the page asks; returns how it stops to. */
export function answerWith(ask: PasswordAsker): () => void {
  asker = ask;
  return () => {
    if (asker === ask) asker = null;
  };
}

/**
 * Runs a call; where the server wants the password again first, asks for it and runs the call once more. Another tab may have
 * given it meanwhile: then nobody is asked. One that was asked and not given is not asked for again by whoever called.
 */
export async function withPassword<T>(call: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const before = pageToken();
  const first = await call();
  if (!wantsPassword(first)) return first;
  if (await askOtherTabs(before)) {
    const second = await call();
    if (!wantsPassword(second)) return second;
  }
  if (asker === null) return first;
  asked ??= asker(first.message).finally(() => {
    asked = null;
  });
  return (await asked) ? call() : { ...first, code: 'password-not-given' };
}

function wantsPassword<T>(outcome: Outcome<T>): outcome is Extract<Outcome<T>, { ok: false }> {
  return !outcome.ok && outcome.code === 'reauthentication-required';
}
