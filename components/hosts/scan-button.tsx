'use client';

import { RefreshCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '../ui/button';
import { requestJson } from '../ui/request-json';
import { useToast } from '../ui/toast';
import { hostControlWords } from './host-control-words';

interface ScanButtonProps {
  hostId: string;
  hostName: string;
  scanning: boolean;
  /** on a phone only the icon, beside what says what it does */
  isCompact?: boolean;
}

/** A scan changes nothing on the host, so it needs no confirmation. */
export function ScanButton({ hostId, hostName, scanning, isCompact = false }: ScanButtonProps) {
  const router = useRouter();
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const scan = async () => {
    setBusy(true);
    const answer = await requestJson('POST', `/api/v1/hosts/${hostId}/scan`);
    setBusy(false);
    if (!answer.ok) say({ kind: 'critical', title: hostControlWords.notScanned(hostName), detail: answer.message });
    router.refresh();
  };
  const running = busy || scanning;
  return (
    <Button
      onClick={scan}
      disabled={running}
      aria-busy={running}
      className={isCompact ? 'max-sm:min-w-11 max-sm:px-2 print:hidden' : 'print:hidden'}
    >
      <RefreshCw aria-hidden className={running ? 'animate-spin' : ''} />
      <span className={isCompact ? 'max-sm:sr-only' : ''}>
        {running ? hostControlWords.scanning : hostControlWords.scan}
      </span>
    </Button>
  );
}
