'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { Remedy } from '@/lib/domain/finding';
import { idOf, requestJson } from '../ui/request-json';

/** Asks for a plan and goes there in place of the present page, so that "back" leads to where one came from. What is refused is said on the page. */
export function usePropose(hostId: string) {
  const router = useRouter();
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const propose = async ({ actionId, params }: Remedy, name: string): Promise<void> => {
    setBusy(name);
    setProblem(null);
    const path = `/api/v1/hosts/${encodeURIComponent(hostId)}/plans`;
    const answer = await requestJson('POST', path, { action: actionId, params });
    const planId = answer.ok ? idOf(answer.value) : null;
    if (planId) {
      router.replace(`/plans/${planId}`);
      return;
    }
    setBusy(null);
    setProblem(answer.ok ? 'The dashboard answered without a plan.' : answer.message);
  };
  return { busy, problem, propose };
}
