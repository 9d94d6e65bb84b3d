'use client';

import { Button } from './button';
import { CommandLine } from './command-line';
import { errorWords } from './error-words';

interface ErrorPanelProps {
  error: unknown;
  retry: () => void;
  /** what was being shown */
  attempted: string;
}

/** In production a server's error arrives as a digest only; the dashboard's log has the text under the same number. */
export function ErrorPanel({ error, retry, attempted }: ErrorPanelProps) {
  const digest = error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : null;
  return (
    <div role="alert" className="flex flex-col items-start gap-4 rounded-md bg-critical-wash p-6">
      <h1 className="text-lg font-semibold">{errorWords.notShown(attempted)}</h1>
      <p className="max-w-prose text-sm text-soft">{errorWords.about(digest ? errorWords.underNumber : '.')}</p>
      {digest ? <CommandLine command={digest} /> : null}
      <Button onClick={retry}>{errorWords.again}</Button>
    </div>
  );
}
