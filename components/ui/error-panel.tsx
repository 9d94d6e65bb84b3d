'use client';

import { Button } from './button';
import { errorWords } from './error-words';

interface ErrorPanelProps {
  error: unknown;
  retry: () => void;
  /** what was being shown */
  attempted: string;
}

/**
 * In production a server's error arrives as a digest only; the dashboard's log has the text under the same number. It stands in the first load of
 * every page up to three times, so the number is taken with one tap on it and has no button for that.
 */
export function ErrorPanel({ error, retry, attempted }: ErrorPanelProps) {
  const digest = error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : null;
  return (
    <div role="alert" className="flex flex-col items-start gap-4 rounded-md bg-critical-wash p-6">
      <h1 className="text-lg font-semibold">{errorWords.notShown(attempted)}</h1>
      <p className="max-w-prose text-sm text-soft">{errorWords.about(digest ? errorWords.underNumber : '.')}</p>
      {digest ? <code className="rounded-sm bg-well px-3 py-2 text-sm break-all select-all">{digest}</code> : null}
      <Button onClick={retry}>{errorWords.again}</Button>
    </div>
  );
}
