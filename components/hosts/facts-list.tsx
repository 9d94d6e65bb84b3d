import type { ReactNode } from 'react';

export interface FactLine {
  name: string;
  value: ReactNode;
}

export function FactsList({ lines }: { lines: readonly FactLine[] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-2 text-sm sm:grid-cols-[11rem_minmax(0,1fr)]">
      {lines.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-faint max-sm:mt-1">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
