'use client';

import { useEffect, useRef, useState } from 'react';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/outcome';
import { loginWords } from './login-words';

/** Leaves for the provider as soon as it is there. */
export function GoToProvider({
  begin,
}: {
  begin: (input: Record<string, never>) => Promise<Outcome<{ url: string }>>;
}) {
  const [problem, setProblem] = useState('');
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void begin({}).then((outcome) => {
      if (outcome.ok) window.location.assign(outcome.value.url);
      else setProblem(outcome.message);
    });
  }, [begin]);
  return problem ? <Notice kind="critical" title={problem} /> : <p role="status">{loginWords.busy}</p>;
}
