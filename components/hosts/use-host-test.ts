'use client';

import { useCallback, useRef, useState } from 'react';
import type { HostCheck } from '@/lib/domain/session';
import { postForLines } from '../ui/read-lines';
import { hostTestWords } from './host-test-words';

export interface OfferedKey {
  fingerprint: string;
  keyType: string;
}

export interface HostTest {
  state: 'idle' | 'running' | 'ended';
  checks: HostCheck[];
  problem: { code: string; message: string; offered: OfferedKey | null } | null;
}

const idle: HostTest = { state: 'idle', checks: [], problem: null };

/** Runs a host test and keeps its results so far; a new test stops the previous one. */
export function useHostTest(): {
  test: HostTest;
  run: (path: string, body: unknown) => Promise<HostTest>;
  reset: () => void;
} {
  const [test, setTest] = useState<HostTest>(idle);
  const stop = useRef<AbortController | null>(null);
  const run = useCallback(async (path: string, body: unknown) => {
    stop.current?.abort();
    const controller = new AbortController();
    stop.current = controller;
    let now: HostTest = { state: 'running', checks: [], problem: null };
    const show = (next: HostTest) => {
      now = next;
      if (!controller.signal.aborted) setTest(next);
    };
    show(now);
    const outcome = await postForLines(path, body, (line) => show(withLine(now, line)), controller.signal);
    show({
      ...now,
      state: 'ended',
      problem: outcome.ok ? now.problem : { code: outcome.code, message: outcome.message, offered: null },
    });
    return now;
  }, []);
  const reset = useCallback(() => {
    stop.current?.abort();
    setTest(idle);
  }, []);
  return { test, run, reset };
}

function withLine(test: HostTest, line: unknown): HostTest {
  if (typeof line !== 'object' || line === null) return test;
  if ('error' in line) return { ...test, problem: problemOf(line.error) };
  // Our own server made this line; the endpoint streams HostCheck.
  return { ...test, checks: [...test.checks, line as HostCheck] };
}

function problemOf(error: unknown): HostTest['problem'] {
  const { code, message, offered } = error as { code?: unknown; message?: unknown; offered?: unknown };
  const key = offered as Partial<OfferedKey> | null | undefined;
  return {
    code: String(code ?? 'internal'),
    message: String(message ?? hostTestWords.noAnswer),
    offered: key?.fingerprint && key.keyType ? { fingerprint: key.fingerprint, keyType: key.keyType } : null,
  };
}
