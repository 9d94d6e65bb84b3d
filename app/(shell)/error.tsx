'use client';

import { ErrorPanel } from '@/components/ui/error-panel';
import { errorWords } from '@/components/ui/error-words';

export default function ShellError({ error, retry }: { error: unknown; retry: () => void }) {
  return <ErrorPanel error={error} retry={retry} attempted={errorWords.page} />;
}
