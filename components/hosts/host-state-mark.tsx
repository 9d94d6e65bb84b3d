import type { HostCard } from '@/lib/domain/report';
import { classNames } from '../ui/class-names';
import { type MarkKind, SeverityMark } from '../ui/severity-mark';

type HostCondition = Pick<HostCard, 'state' | 'findings' | 'leaked' | 'collectedAt'>;

/** The state of a host in one or two words, for the sidebar. */
export function conditionOf({ state, findings, leaked, collectedAt }: HostCondition): { mark: MarkKind; word: string } {
  if (state.state === 'scanning') return { mark: 'running', word: 'Scanning' };
  if (state.state === 'unreachable') return { mark: 'unknown', word: 'Not reachable' };
  if (collectedAt === null) return { mark: 'unknown', word: 'Not scanned yet' };
  if (findings.critical > 0) return { mark: 'critical', word: 'Needs attention' };
  if (findings.warning > 0) return { mark: 'warning', word: 'Warnings' };
  // Nothing was found, but not everything could be read: unknown is not OK.
  if (leaked.state === 'unknown') return { mark: 'unknown', word: 'Partly unknown' };
  return { mark: 'pass', word: 'OK' };
}

export function HostStateMark({ host, className }: { host: HostCondition; className?: string }) {
  const { mark, word } = conditionOf(host);
  return (
    <span className={classNames('inline-flex items-center', className)} title={word}>
      <SeverityMark kind={mark} decorative />
      <span className="sr-only">{word}</span>
    </span>
  );
}
