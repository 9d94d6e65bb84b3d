import { counted } from '@/lib/domain/format';
import { Link } from '../ui/link';
import { SeverityMark } from '../ui/severity-mark';

interface RunningRunsProps {
  runs: readonly { id: string; title: string; hostName: string }[];
}

/** The runs in progress, on every page. They run on the host: closing this page does not stop them. */
export function RunningRuns({ runs }: RunningRunsProps) {
  const [first] = runs;
  if (!first) return null;
  const words = runs.length === 1 ? `${first.hostName}: ${first.title}` : counted(runs.length, 'run');
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
