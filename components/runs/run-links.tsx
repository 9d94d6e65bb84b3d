import type { RunAfterwards, RunLink } from '@/lib/domain/afterwards';
import { Link } from '../ui/link';
import { RelativeTime } from '../ui/relative-time';
import { runPageWords } from './run-page-words';

/** Between a run and those that undid it or ended its quarantine, both ways. */
export function RunLinks({ afterwards: { quarantined, restored, purged, of }, actionId }: RunLinksProps) {
  const isOver = quarantined !== null && quarantined.count === 0;
  return (
    <>
      {restored.runs.map((run) => (
        <LinkedRun
          key={run.id}
          run={run}
          words={isOver && purged.count === 0 ? runPageWords.undone : runPageWords.restored(restored.count)}
        />
      ))}
      {purged.runs.map((run) => (
        <LinkedRun key={run.id} run={run} words={runPageWords.deleted(purged.count)} />
      ))}
      {of.map((run) => (
        <LinkedRun
          key={run.id}
          run={run}
          words={actionId === 'restore-quarantine' ? runPageWords.undoes : runPageWords.ends}
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
        {words} <RelativeTime at={at} /> {runPageWords.by(by)} <span aria-hidden>→</span>
      </Link>
    </p>
  );
}
