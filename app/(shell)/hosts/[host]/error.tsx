'use client';

import { ErrorPanel } from '@/components/ui/error-panel';

export default function HostError({ error, retry }: { error: unknown; retry: () => void }) {
  return <ErrorPanel error={error} retry={retry} attempted="This page of the host" />;
}
