'use client';

import { RefreshCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '../ui/button';
import { requestJson } from '../ui/request-json';
import { useToast } from '../ui/toast';

interface ScanButtonProps {
  hostId: string;
  hostName: string;
  scanning: boolean;
}

/** A scan changes nothing on the host, so it needs no confirmation. */
export function ScanButton({ hostId, hostName, scanning }: ScanButtonProps) {
  const router = useRouter();
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const scan = async () => {
    setBusy(true);
    const answer = await requestJson('POST', `/api/v1/hosts/${hostId}/scan`);
    setBusy(false);
    if (!answer.ok) say({ kind: 'critical', title: `${hostName} could not be scanned`, detail: answer.message });
    router.refresh();
  };
  const running = busy || scanning;
  return (
    <Button onClick={scan} disabled={running} aria-busy={running}>
      <RefreshCw aria-hidden className={running ? 'animate-spin' : ''} />
      {running ? 'Scanning' : 'Scan now'}
    </Button>
  );
}
