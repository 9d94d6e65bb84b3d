'use client';

import { lazy, Suspense, useState } from 'react';
import { Button } from '../ui/button';
import { DialogContent, DialogRoot, DialogTrigger } from '../ui/dialog';
import { Skeleton } from '../ui/skeleton';
import { hostSettingsWords } from './host-settings-words';
import type { SettingsHost } from './settings-host';

/** The form and what judges it are larger than the page: they come when someone wants them. */
const HostEditForm = lazy(() => import('./host-edit-form'));

export function HostEditDialog({ host, isOpen }: { host: SettingsHost; isOpen: boolean }) {
  const [open, setOpen] = useState(isOpen);
  return (
    <DialogRoot open={open} onOpenChange={setOpen}>
      <DialogTrigger>
        <Button>{hostSettingsWords.change}</Button>
      </DialogTrigger>
      <DialogContent title={hostSettingsWords.changeHost(host.name)}>
        <Suspense fallback={<Skeleton className="mt-2 h-96" />}>
          <HostEditForm host={host} onChanged={() => setOpen(false)} />
        </Suspense>
      </DialogContent>
    </DialogRoot>
  );
}
