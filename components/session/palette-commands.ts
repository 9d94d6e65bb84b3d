'use client';

import { useRouter } from 'next/navigation';
import type { Remedy } from '@/lib/domain/finding';
import { idOf, requestJson } from '../ui/request-json';
import { useToast } from '../ui/toast';
import { applyTheme } from './theme-switch';

/** What the palette can do besides going somewhere. Neither changes anything on a host: a scan reads, a plan is read first. */
export type PaletteCommand =
  | { kind: 'scan'; hostId: string; hostName: string }
  | { kind: 'plan'; hostId: string; hostName: string; remedy: Remedy }
  | { kind: 'theme'; theme: string };

/** Why a command came to nothing, for the palette itself: elsewhere it would lie over the next button, or be missed. */
export interface PaletteProblem {
  title: string;
  detail: string;
}

export function usePaletteCommands(): (command: PaletteCommand) => Promise<PaletteProblem | null> {
  const router = useRouter();
  const say = useToast();
  return async (command) => {
    if (command.kind === 'theme') {
      applyTheme(command.theme);
      return null;
    }
    const path = `/api/v1/hosts/${encodeURIComponent(command.hostId)}`;
    if (command.kind === 'scan') {
      router.push(`/hosts/${command.hostId}`);
      const answer = await requestJson('POST', `${path}/scan`);
      if (!answer.ok) {
        say({ kind: 'critical', title: `${command.hostName} could not be scanned`, detail: answer.message });
      }
      router.refresh();
      return null;
    }
    const answer = await requestJson('POST', `${path}/plans`, {
      action: command.remedy.actionId,
      params: command.remedy.params,
    });
    const planId = answer.ok ? idOf(answer.value) : null;
    if (planId) {
      router.push(`/plans/${planId}`);
      return null;
    }
    const detail = answer.ok ? 'The dashboard answered without a plan.' : answer.message;
    return { title: `No plan for ${command.hostName}`, detail };
  };
}
