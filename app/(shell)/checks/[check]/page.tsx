import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { requirePageActor } from '@/app/guarded';
import { pageTitle } from '@/app/page-title';
import { checkWords } from '@/components/findings/check-words';
import { describeCheck } from '@/lib/usecases/findings/checks';

interface CheckPageProps {
  params: Promise<{ check: string }>;
}

export async function generateMetadata({ params }: CheckPageProps): Promise<Metadata> {
  return pageTitle(describeCheck((await params).check)?.title ?? checkWords.check);
}

export default async function CheckPage({ params }: CheckPageProps) {
  await requirePageActor();
  const check = describeCheck((await params).check);
  if (!check) notFound();
  return (
    <article className="flex max-w-prose flex-col gap-4">
      <h1 className="text-2xl font-semibold tracking-tight">{check.title}</h1>
      {check.why.split('\n\n').map((paragraph) => (
        <p key={paragraph} className="text-soft">
          {paragraph}
        </p>
      ))}
      <p className="text-sm text-faint">
        {checkWords.reads(check.needs.length > 0 ? check.needs.join(', ') : checkWords.allFacts)}{' '}
        <code>{check.id}</code>
      </p>
    </article>
  );
}
