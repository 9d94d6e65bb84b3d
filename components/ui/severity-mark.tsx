import type { CheckStatus, Severity } from '@/lib/domain/finding';
import { classNames } from './class-names';
import { markWords } from './mark-words';

export type MarkKind = Severity | CheckStatus | 'running';

/** Shapes, so that meaning survives colour blindness and grey print: octagon, triangle, disc, tick, dashed ring. */
const tones: Record<MarkKind, string> = {
  critical: 'text-critical',
  warning: 'text-warning',
  info: 'text-info',
  pass: 'text-signal',
  fail: 'text-critical',
  unknown: 'text-soft',
  'not-applicable': 'text-faint',
  error: 'text-warning',
  running: 'text-signal',
};

export function wordOf(kind: MarkKind): string {
  return markWords[kind];
}

interface SeverityMarkProps {
  kind: MarkKind;
  className?: string;
  /** the word is already shown beside the mark */
  decorative?: boolean;
}

export function SeverityMark({ kind, className, decorative = false }: SeverityMarkProps) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={classNames('size-4 shrink-0', tones[kind], className)}
      {...(decorative ? { 'aria-hidden': true } : { role: 'img' })}
    >
      <title>{markWords[kind]}</title>
      <MarkShape kind={kind} />
    </svg>
  );
}

function MarkShape({ kind }: { kind: MarkKind }) {
  const cut = { stroke: 'var(--color-sheet)', strokeWidth: 1.7, strokeLinecap: 'round', fill: 'none' } as const;
  const line = { stroke: 'currentColor', strokeWidth: 1.7, strokeLinecap: 'round', fill: 'none' } as const;
  switch (kind) {
    case 'critical':
    case 'fail':
      return (
        <>
          <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor" />
          <path d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" {...cut} />
        </>
      );
    case 'warning':
    case 'error':
      return (
        <>
          <path d="M8 1.5l7 13H1z" fill="currentColor" stroke="currentColor" strokeWidth="1" strokeLinejoin="round" />
          <path d="M8 6.2v3.6M8 12v.1" {...cut} />
        </>
      );
    case 'info':
      return (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path d="M8 7.4v4M8 4.7v.1" {...cut} />
        </>
      );
    case 'pass':
      return <path d="M2.5 8.5l3.7 3.7 7.3-8" {...line} strokeWidth={2.2} />;
    case 'unknown':
      return (
        <>
          <circle cx="8" cy="8" r="6.7" {...line} strokeWidth={1.3} strokeDasharray="2.6 2" />
          <path d="M6.3 6.4c0-2.2 3.5-2 3.4 0 0 1.3-1.7 1.3-1.7 2.7M8 11.3v.1" {...line} strokeWidth={1.4} />
        </>
      );
    case 'not-applicable':
      return <path d="M4 8h8" {...line} />;
    case 'running':
      return (
        <>
          <circle cx="8" cy="8" r="6.5" {...line} strokeOpacity={0.25} />
          <path d="M8 1.5a6.5 6.5 0 0 1 6.5 6.5" {...line} className="origin-center animate-spin" />
        </>
      );
  }
}
