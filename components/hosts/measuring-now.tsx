'use client';

import { Button } from '../ui/button';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { hostControlWords } from './host-control-words';
import { useMeasuring } from './use-measuring';

/** Sizes are measured automatically after a scan: this shows that the disk is busy with it, and can stop it. */
export function MeasuringNow({ hostId, mayStop }: { hostId: string; mayStop: boolean }) {
  const measuring = useMeasuring(hostId);
  const { busy, run } = useAction();
  return (
    <div role="status" className="contents">
      {measuring ? (
        <p className="mb-3 flex flex-wrap items-center gap-3 text-sm text-soft">
          {hostControlWords.sizes(measuring.text, measuring.done, measuring.total)}
          {mayStop ? (
            <Button
              size="small"
              disabled={busy}
              onClick={() =>
                run(() => requestJson('POST', `/api/v1/hosts/${hostId}/measure/stop`), {
                  done: hostControlWords.stopped,
                  failed: hostControlWords.notStopped,
                })
              }
            >
              {hostControlWords.stop}
            </Button>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}
