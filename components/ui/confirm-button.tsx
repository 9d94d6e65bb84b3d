'use client';

import { type ComponentProps, type ReactNode, useState } from 'react';
import { Button } from './button';
import { DialogContent, DialogRoot, DialogTrigger } from './dialog';
import { uiWords } from './ui-words';

interface ConfirmButtonProps extends Pick<ComponentProps<typeof Button>, 'kind' | 'size' | 'disabled'> {
  label: string;
  title: string;
  /** what will happen, and what will not */
  children: ReactNode;
  /** the label of the button that does it: names the object, never "OK" */
  actionLabel: string;
  onConfirm: () => Promise<unknown>;
  /** red only where something cannot be undone */
  actionKind?: 'danger' | 'primary';
}

export function ConfirmButton({
  label,
  title,
  children,
  actionLabel,
  onConfirm,
  actionKind = 'danger',
  ...looks
}: ConfirmButtonProps) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await onConfirm();
    setBusy(false);
    setOpen(false);
  };
  return (
    <DialogRoot open={open} onOpenChange={setOpen}>
      <DialogTrigger>
        <Button {...looks}>{label}</Button>
      </DialogTrigger>
      <DialogContent title={title}>
        <div className="text-sm text-soft">{children}</div>
        <div className="mt-5 flex justify-end gap-2">
          <Button kind="quiet" onClick={() => setOpen(false)}>
            {uiWords.cancel}
          </Button>
          <Button kind={actionKind} onClick={confirm} disabled={busy} aria-busy={busy}>
            {actionLabel}
          </Button>
        </div>
      </DialogContent>
    </DialogRoot>
  );
}
