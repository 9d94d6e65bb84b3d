'use client';

import { ErrorPanel } from '@/components/ui/error-panel';
import { errorWords } from '@/components/ui/error-words';
import './globals.css';

export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>{errorWords.noLoad}</title>
        <main className="mx-auto max-w-2xl px-4 py-16">
          <ErrorPanel error={error} retry={retry} attempted={errorWords.bilge} />
        </main>
      </body>
    </html>
  );
}
