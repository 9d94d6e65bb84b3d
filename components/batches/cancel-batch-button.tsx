'use client';

import { Button } from '../ui/button';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';

export function CancelBatchButton({ batchId, label, asked }: { batchId: string; label: string; asked: boolean }) {
  const { busy, run } = useAction();
  return (
    <Button
      disabled={busy || asked}
      onClick={() =>
        run(() => requestJson('POST', `/api/v1/batches/${batchId}/cancel`), {
          failed: 'The cleanup could not be stopped',
        })
      }
    >
      {asked ? 'Stopping before the next host' : label}
    </Button>
  );
}
