'use client';

import { useRouter } from 'next/navigation';
import type { Remedy } from '@/lib/domain/finding';
import { idOf, requestJson } from '../ui/request-json';
import { useToast } from '../ui/toast';

/** What the palette can do besides going somewhere. Neither changes anything on a host: a scan reads, a plan is read first. */
export type PaletteDeed =
  | { kind: 'scan'; hostId: string; hostName: string }
  | { kind: 'plan'; hostId: string; hostName: string; remedy: Remedy };

export function usePaletteDeeds(): (deed: PaletteDeed) => Promise<void> {
  const router = useRouter();
  const say = useToast();
  return async (deed) => {
    const path = `/api/v1/hosts/${encodeURIComponent(deed.hostId)}`;
    if (deed.kind === 'scan') {
      router.push(`/hosts/${deed.hostId}`);
      const answer = await requestJson('POST', `${path}/scan`);
      if (!answer.ok) {
        say({ kind: 'critical', title: `${deed.hostName} could not be scanned`, detail: answer.message });
      }
      router.refresh();
      return;
    }
    const answer = await requestJson('POST', `${path}/plans`, {
      action: deed.remedy.actionId,
      params: deed.remedy.params,
    });
    const planId = answer.ok ? idOf(answer.value) : null;
    if (planId) router.push(`/plans/${planId}`);
    else {
      say({
        kind: 'warning',
        title: `No plan for ${deed.hostName}`,
        detail: answer.ok ? 'The dashboard answered without a plan.' : answer.message,
      });
    }
  };
}
