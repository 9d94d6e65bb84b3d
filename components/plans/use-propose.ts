'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { Remedy } from '@/lib/domain/finding';
import { requestPlan } from './request-plan';

/** Asks for a plan and goes there in place of the present page, so that "back" leads to where one came from. What is refused is said on the page. */
export function usePropose(hostId: string) {
  const router = useRouter();
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const propose = async (remedy: Remedy, name: string): Promise<void> => {
    setBusy(name);
    setProblem(null);
    const answer = await requestPlan(hostId, remedy);
    if (answer.ok) {
      router.replace(`/plans/${answer.value}`);
      return;
    }
    setBusy(null);
    setProblem(answer.message);
  };
  return { busy, problem, propose };
}
