import type { RunAfterwards, RunLink } from '@/lib/domain/afterwards';
import { Link } from '../ui/link';
import { RelativeTime } from '../ui/relative-time';

/** Between a run and those that undid it or ended its quarantine, both ways. */
export function RunLinks({ afterwards: { quarantined, restored, purged, of }, actionId }: RunLinksProps) {
  const isOver = quarantined !== null && quarantined.count === 0;
  return (
    <>
      {restored.runs.map((run) => (
        <LinkedRun
          key={run.id}
          run={run}
          words={isOver && purged.count === 0 ? 'Undone' : `${restored.count} restored`}
        />
      ))}
      {purged.runs.map((run) => (
        <LinkedRun key={run.id} run={run} words={`${purged.count} deleted for good`} />
      ))}
      {of.map((run) => (
        <LinkedRun
          key={run.id}
          run={run}
          words={actionId === 'restore-quarantine' ? 'Undoes what was quarantined' : 'Ends what was quarantined'}
        />
      ))}
    </>
  );
}

interface RunLinksProps {
  afterwards: RunAfterwards;
  actionId: string;
}

function LinkedRun({ run: { id, at, by }, words }: { run: RunLink; words: string }) {
  return (
    <p className="text-sm">
      <Link href={`/runs/${id}`} className="tap inline-flex items-center gap-1 underline">
        {words} <RelativeTime at={at} /> by {by} <span aria-hidden>→</span>
      </Link>
    </p>
  );
}
