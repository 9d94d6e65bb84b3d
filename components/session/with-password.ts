'use client';

import type { Outcome } from '../ui/outcome';
import { askOtherTabs, pageToken } from './page-token';

/** Asks for the password and resolves to whether it was given. `why` is the server's reason. */
export type PasswordAsker = (why: string) => Promise<boolean>;

let asker: PasswordAsker | null = null;
/** Two calls that need the password at the same time share one question. */
let asked: Promise<boolean> | null = null;

/** Registers the one place of the page that asks; returns how to unregister it. */
export function answerWith(ask: PasswordAsker): () => void {
  asker = ask;
  return () => {
    if (asker === ask) asker = null;
  };
}

/**
 * Runs a call; where the server requires the password first, asks for it and runs the call again. Nothing is asked if another tab
 * gave it meanwhile. A password that was asked for and not given is not asked for again by the caller.
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
