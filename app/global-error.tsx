'use client';

import { ErrorPanel } from '@/components/ui/error-panel';
import './globals.css';

export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Bilge could not load this page</title>
        <main className="mx-auto max-w-2xl px-4 py-16">
          <ErrorPanel error={error} retry={retry} attempted="Bilge" />
        </main>
      </body>
    </html>
  );
}
