'use client';

import { useRouter } from 'next/navigation';
import type { BatchKind } from '@/lib/domain/batch';
import { Button } from '../ui/button';
import { idOf, requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { batchFormWords } from './batch-form-words';

/** Asks for the plans and leads to them. Nothing is changed on any host: a person reads them first. */
export function PlanBatchButton({ hosts, kind }: { hosts: readonly string[]; kind: BatchKind }) {
  const router = useRouter();
  const { busy, run } = useAction();
  const plan = async () => {
    const outcome = await run(() => requestJson('POST', '/api/v1/batches', { hosts, kind }), {
      failed: batchFormWords.notPlanned,
    });
    const id = outcome.ok ? idOf(outcome.value) : null;
    if (id) router.push(`/cleanup/${id}`);
  };
  return (
    <Button kind="primary" onClick={plan} disabled={busy} aria-busy={busy}>
      {busy ? batchFormWords.asking : batchFormWords.plan(hosts.length)}
    </Button>
  );
}
