import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { type MarkKind, SeverityMark } from './severity-mark';

const washes: Partial<Record<MarkKind, string>> = {
  critical: 'bg-critical-wash',
  warning: 'bg-warning-wash',
  info: 'bg-info-wash',
  pass: 'bg-signal-wash',
  unknown: 'outline-unknown',
};

interface NoticeProps {
  kind: 'critical' | 'warning' | 'info' | 'pass' | 'unknown';
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

export function Notice({ kind, title, children, action, className }: NoticeProps) {
  return (
    <div className={classNames('flex items-start gap-3 rounded-md px-4 py-3', washes[kind], className)}>
      <SeverityMark kind={kind} className="mt-1" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="leading-6 font-medium">{title}</p>
        {children ? <div className="break-words whitespace-pre-line text-soft">{children}</div> : null}
        {action ? <div className="mt-2">{action}</div> : null}
      </div>
    </div>
  );
}
