'use client';

import { Button } from '../ui/button';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { proposeWords } from './propose-words';

interface ProtectButtonProps {
  hostId: string;
  /** kind and id, `volume:photos` */
  object: string;
  isProtected: boolean;
}

/** Docker cannot add a label to an existing object, so Bilge remembers what is protected. */
export function ProtectButton({ hostId, object, isProtected }: ProtectButtonProps) {
  const { busy, run } = useAction();
  const base = `/api/v1/hosts/${hostId}/protections`;
  const toggle = () =>
    isProtected
      ? run(() => requestJson('DELETE', `${base}/${encodeURIComponent(object)}`), {
          failed: proposeWords.stillProtected,
        })
      : run(() => requestJson('POST', base, { object }), { failed: proposeWords.notProtected });
  return (
    <Button kind="quiet" size="small" disabled={busy} onClick={toggle} aria-pressed={isProtected} className="-ml-2">
      {isProtected ? proposeWords.unprotect : proposeWords.protect}
    </Button>
  );
}
