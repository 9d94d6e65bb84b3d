import type { Run } from '@/lib/domain/run';
import { FactsList } from '../hosts/facts-list';
import { BytesFact } from '../ui/bytes-value';
import { InlineText } from '../ui/inline-text';
import { Link } from '../ui/link';
import { LocalTime } from '../ui/relative-time';
import { runPageWords } from './run-page-words';

/** What was freed, how long there is a way back, who started it, and where its journal is. */
export function RunFacts({ run, isOver }: { run: Run; isOver: boolean }) {
  return (
    <FactsList
      lines={[
        {
          name: run.isDemo ? runPageWords.freedSimulated : runPageWords.freedMeasured,
          value: (
            <b className="font-semibold">
              <BytesFact fact={run.freedBytes.measured} />
            </b>
          ),
        },
        { name: runPageWords.estimated, value: <BytesFact fact={run.freedBytes.estimated} exact={false} /> },
        {
          name: runPageWords.undo,
          value: isOver ? (
            runPageWords.notPossible
          ) : 'excuse' in run.undo ? (
            <InlineText text={run.undo.excuse} />
          ) : run.undo.until ? (
            <>
              {runPageWords.until} <LocalTime at={run.undo.until} />
            </>
          ) : (
            runPageWords.possible
          ),
        },
        ...('until' in run.undo && run.undo.until && run.state === 'succeeded' && !isOver
          ? [
              {
                name: runPageWords.spaceFreed,
                value: (
                  <>
                    <LocalTime at={run.undo.until} />
                    {runPageWords.or}{' '}
                    <Link href={`/hosts/${run.hostId}/quarantine`} className="underline">
                      {runPageWords.earlier}
                    </Link>
                  </>
                ),
              },
            ]
          : []),
        {
          name: runPageWords.started,
          value: (
            <>
              <LocalTime at={run.startedAt} /> {runPageWords.by(run.startedBy)}
            </>
          ),
        },
        ...(run.endedAt ? [{ name: runPageWords.ended, value: <LocalTime at={run.endedAt} /> }] : []),
        ...(run.directory
          ? [
              {
                name: runPageWords.journal,
                value: (
                  <>
                    <code className="text-xs break-all">{run.directory}</code>
                    {run.isVolatile ? ` ${runPageWords.afterReboot}` : ''}
                  </>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
