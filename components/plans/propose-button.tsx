'use client';

import { useRouter } from 'next/navigation';
import { type ComponentProps, useState } from 'react';
import type { Remedy } from '@/lib/domain/finding';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { idOf, requestJson } from '../ui/request-json';
import { useToast } from '../ui/toast';

interface ProposeButtonProps extends Pick<ComponentProps<typeof Button>, 'kind' | 'size' | 'className'> {
  hostId: string;
  remedy: Remedy;
  label: string;
}

/** Asks for a plan and shows it. Nothing is changed on the host: a person reads the plan first. */
export function ProposeButton({ hostId, remedy, label, ...looks }: ProposeButtonProps) {
  const router = useRouter();
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const propose = async () => {
    setBusy(true);
    const answer = await requestJson('POST', `/api/v1/hosts/${encodeURIComponent(hostId)}/plans`, {
      action: remedy.actionId,
      params: remedy.params,
    });
    const planId = answer.ok ? idOf(answer.value) : null;
    if (planId) {
      router.push(`/plans/${planId}`);
      return;
    }
    setBusy(false);
    say({
      kind: 'warning',
      title: `No plan: ${label}`,
      detail: answer.ok ? 'The dashboard answered without a plan.' : answer.message,
    });
  };
  return (
    <Button
      onClick={propose}
      disabled={busy}
      aria-busy={busy}
      {...looks}
      className={classNames('max-w-full text-left whitespace-normal', looks.className)}
    >
      {busy ? 'Looking at the host…' : `${label}…`}
    </Button>
  );
}
