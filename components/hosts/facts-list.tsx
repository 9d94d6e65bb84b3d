import type { ReactNode } from 'react';

export interface FactLine {
  name: string;
  value: ReactNode;
}

export function FactsList({ lines }: { lines: readonly FactLine[] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-0.5 text-sm sm:gap-y-2 sm:grid-cols-[11rem_minmax(0,1fr)]">
      {lines.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-faint max-sm:mt-2">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
