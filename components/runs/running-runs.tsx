import Link from 'next/link';
import { SeverityMark } from '../ui/severity-mark';

interface RunningRunsProps {
  runs: readonly { id: string; title: string; hostName: string }[];
}

/** What runs right now, on every page. It runs on the host: closing this page does not stop it. */
export function RunningRuns({ runs }: RunningRunsProps) {
  const [first] = runs;
  if (!first) return null;
  const words = runs.length === 1 ? `${first.hostName}: ${first.title}` : `${runs.length} runs`;
  return (
    <Link
      href={runs.length === 1 ? `/runs/${first.id}` : '/activity'}
      className="tap flex min-w-0 items-center gap-2 rounded-full bg-signal-wash px-3 py-1 text-sm text-signal-deep"
    >
      <SeverityMark kind="running" />
      <span className="truncate">{words}</span>
    </Link>
  );
}
