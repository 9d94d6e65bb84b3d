import type { ReactNode } from 'react';

/** Known to be empty: says so, and what to do next. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-2 rounded-md bg-well px-6 py-8">
      <p className="font-medium">{title}</p>
      {children ? <div className="max-w-prose text-sm text-soft">{children}</div> : null}
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  );
}
