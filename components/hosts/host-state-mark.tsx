import type { HostCard } from '@/lib/domain/report';
import { classNames } from '../ui/class-names';
import { type MarkKind, SeverityMark } from '../ui/severity-mark';
import { hostWords } from './host-words';

type HostCondition = Pick<HostCard, 'state' | 'findings' | 'leaked' | 'collectedAt'>;

/** The state of a host in one or two words, for the sidebar. */
export function conditionOf({ state, findings, leaked, collectedAt }: HostCondition): { mark: MarkKind; word: string } {
  if (state.state === 'scanning') return { mark: 'running', word: hostWords.scanning };
  if (state.state === 'unreachable') return { mark: 'unknown', word: hostWords.unreachable };
  if (collectedAt === null) return { mark: 'unknown', word: hostWords.notScannedState };
  if (findings.critical > 0) return { mark: 'critical', word: hostWords.needsAttention };
  if (findings.warning > 0) return { mark: 'warning', word: hostWords.warnings };
  // Nothing was found, but not everything could be read: unknown is not OK.
  if (leaked.state === 'unknown') return { mark: 'unknown', word: hostWords.partlyUnknown };
  return { mark: 'pass', word: hostWords.ok };
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
