'use client';

import { useRouter } from 'next/navigation';
import { Button } from '../ui/button';
import type { Outcome } from '../ui/outcome';
import { useAction } from '../ui/use-action';
import { useHydrated } from '../ui/use-hydrated';
import { demoOfferWords } from './demo-offer-words';

interface DemoOfferProps {
  addDemoHosts: (input: Record<string, never>) => Promise<Outcome<{ hosts: number }>>;
}

/** For someone without a host at hand, or who wants to see first what the buttons do. */
export function DemoOffer({ addDemoHosts }: DemoOfferProps) {
  const router = useRouter();
  const hydrated = useHydrated();
  const { busy, run } = useAction();
  const add = async () => {
    const outcome = await run(() => addDemoHosts({}), { failed: demoOfferWords.notAdded });
    if (outcome.ok) router.push('/');
  };
  return (
    <section
      aria-labelledby="demo"
      className="mb-8 flex max-w-xl flex-col items-start gap-2 rounded-md bg-well px-4 py-3"
    >
      <h2 id="demo" className="font-medium">
        {demoOfferWords.lookAround}
      </h2>
      <p className="text-sm text-soft">{demoOfferWords.about}</p>
      <Button onClick={add} disabled={busy || !hydrated} aria-busy={busy}>
        {demoOfferWords.add}
      </Button>
    </section>
  );
}
