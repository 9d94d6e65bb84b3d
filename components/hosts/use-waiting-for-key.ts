'use client';

import { useEffect, useRef } from 'react';
import { betweenTriesMs } from '@/lib/domain/made-key';
import type { HostTest } from './use-host-test';

/** Not for ever. */
const mostTries = 15;

/** The login was refused, everything before it passed. */
export function isKeyRefused(test: HostTest): boolean {
  if (test.state !== 'ended') return false;
  return test.problem?.code === 'auth-failed' || test.checks.some((check) => check.id === 'login' && !check.ok);
}

/** Tests again while the host refuses a key that a person is about to paste there. */
export function useWaitingForKey(test: HostTest, isWaiting: boolean, tryAgain: () => void): void {
  const tries = useRef(0);
  const again = useRef(tryAgain);
  again.current = tryAgain;
  const refused = isWaiting && isKeyRefused(test);
  useEffect(() => {
    if (!isWaiting) tries.current = 0;
  }, [isWaiting]);
  useEffect(() => {
    if (!refused || tries.current >= mostTries) return;
    const timer = setTimeout(() => {
      tries.current += 1;
      again.current();
    }, betweenTriesMs);
    return () => clearTimeout(timer);
  }, [refused]);
}
