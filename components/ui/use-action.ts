'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useState } from 'react';
import { useFreshLogin } from '../session/fresh-login';
import type { Outcome } from './outcome';
import { useToast } from './toast';

interface ActionWords {
  /** shown on success; absent where the page shows it anyway */
  done?: string;
  failed: string;
}

/** Runs a guarded call: asks for the password where needed, shows the result, refreshes the page. */
export function useAction() {
  const router = useRouter();
  const guarded = useFreshLogin();
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async <T>(call: () => Promise<Outcome<T>>, words: ActionWords): Promise<Outcome<T>> => {
      setBusy(true);
      const outcome = await guarded(call);
      setBusy(false);
      if (!outcome.ok) say({ kind: 'critical', title: words.failed, detail: outcome.message });
      else if (words.done) say({ kind: 'pass', title: words.done });
      if (outcome.ok) router.refresh();
      return outcome;
    },
    [guarded, say, router],
  );
  return { busy, run };
}
