'use client';

import { Button } from '../ui/button';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { batchFormWords } from './batch-form-words';

export function CancelBatchButton({ batchId, label, asked }: { batchId: string; label: string; asked: boolean }) {
  const { busy, run } = useAction();
  return (
    <Button
      disabled={busy || asked}
      onClick={() =>
        run(() => requestJson('POST', `/api/v1/batches/${batchId}/cancel`), {
          failed: batchFormWords.notStopped,
        })
      }
    >
      {asked ? batchFormWords.stopping : label}
    </Button>
  );
}
