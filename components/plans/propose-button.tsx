'use client';

import { useRouter } from 'next/navigation';
import { type ComponentProps, useState } from 'react';
import type { Remedy } from '@/lib/domain/finding';
import { printableName } from '@/lib/domain/names';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { DialogContent, DialogRoot } from '../ui/dialog';
import { InlineText } from '../ui/inline-text';
import type { Outcome } from '../ui/outcome';
import { proposeWords } from './propose-words';
import { requestPlan } from './request-plan';

interface ProposeButtonProps
  extends Pick<ComponentProps<typeof Button>, 'kind' | 'size' | 'className' | 'aria-describedby'> {
  hostId: string;
  remedy: Remedy;
  label: string;
}

/** Asks for a plan and shows it. Nothing is changed on the host: a person reads the plan first. */
export function ProposeButton({ hostId, remedy, label, ...looks }: ProposeButtonProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Extract<Outcome<unknown>, { ok: false }> | null>(null);
  const propose = async () => {
    setBusy(true);
    const answer = await requestPlan(hostId, remedy);
    if (answer.ok) {
      router.push(`/plans/${answer.value}`);
      return;
    }
    setBusy(false);
    // In a dialog and not in a toast: on a phone that would lie over the next button.
    setRefused(answer);
  };
  return (
    <>
      <Button
        onClick={propose}
        disabled={busy}
        aria-busy={busy}
        {...looks}
        className={classNames('max-w-full text-left whitespace-normal', looks.className)}
      >
        {busy ? proposeWords.checking : `${label}…`}
      </Button>
      <DialogRoot open={refused !== null} onOpenChange={(open) => open || setRefused(null)}>
        {refused ? (
          <DialogContent title={proposeWords.noPlan(label)} description={refused.message}>
            <ul className="text-sm">
              {refused.leftAlone?.map(({ name, excuse }) => (
                <li key={`${name} ${excuse}`} className="border-b border-line py-2 last:border-b-0">
                  <span className="font-medium break-all">{printableName(name)}</span>
                  <span className="block break-words text-soft">
                    <InlineText text={excuse} />
                  </span>
                </li>
              ))}
            </ul>
          </DialogContent>
        ) : null}
      </DialogRoot>
    </>
  );
}
