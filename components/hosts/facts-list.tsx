import type { ReactNode } from 'react';

export interface FactLine {
  name: string;
  value: ReactNode;
}

export function FactsList({ lines }: { lines: readonly FactLine[] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-0.5 text-sm sm:gap-y-2 sm:grid-cols-[minmax(11rem,max-content)_minmax(0,1fr)]">
      {lines.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="break-words text-faint max-sm:mt-2 sm:max-w-64">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
