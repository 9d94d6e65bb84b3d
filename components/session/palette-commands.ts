'use client';

import { useRouter } from 'next/navigation';
import type { Remedy } from '@/lib/domain/finding';
import { requestPlan } from '../plans/request-plan';
import { requestJson } from '../ui/request-json';
import { useToast } from '../ui/toast';
import { paletteWords } from './palette-words';
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
    if (command.kind === 'scan') {
      router.push(`/hosts/${command.hostId}`);
      const answer = await requestJson('POST', `/api/v1/hosts/${encodeURIComponent(command.hostId)}/scan`);
      if (!answer.ok) {
        say({ kind: 'critical', title: paletteWords.notScanned(command.hostName), detail: answer.message });
      }
      router.refresh();
      return null;
    }
    const answer = await requestPlan(command.hostId, command.remedy);
    if (!answer.ok) return { title: paletteWords.noPlan(command.hostName), detail: answer.message };
    router.push(`/plans/${answer.value}`);
    return null;
  };
}
