import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { requirePageActor } from '@/app/guarded';
import { cardOf, overviewOf } from '@/app/reads';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { PageHeading } from '@/components/ui/page-heading';
import { WhoisAnswerView } from '@/components/whois/whois-answer';
import { WhoisForm } from '@/components/whois/whois-form';
import { whoisWords } from '@/components/whois/whois-words';
import { hasRole } from '@/lib/access/actor';
import { longestName } from '@/lib/domain/answers/whois';
import { printableName } from '@/lib/domain/names';
import { whoisEverywhere } from '@/lib/usecases/hosts/whois';

export const metadata: Metadata = { title: whoisWords.title };

interface WhoisPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function WhoisPage({ searchParams }: WhoisPageProps) {
  const context = await requirePageActor();
  const { name: rawName, host: rawHost } = await searchParams;
  const name = (typeof rawName === 'string' ? rawName : '').trim();
  const hosts = overviewOf(context).cards;
  const host = typeof rawHost === 'string' && rawHost !== '' ? rawHost : null;
  const chosen = host === null ? null : cardOf(context, host);
  if (host !== null && chosen === null) notFound();
  const isTooLong = Buffer.byteLength(name) > longestName;
  const result =
    name === '' || isTooLong ? null : await whoisEverywhere(context.app, context.actor, name, chosen?.id ?? null);
  const found = result?.answers.filter(({ total }) => total > 0) ?? [];
  const others = result?.answers.filter(({ total }) => total === 0) ?? [];
  const mayPlan = hasRole(context.actor, 'operator');
  return (
    <>
      <PageHeading title={whoisWords.title}>{whoisWords.about}</PageHeading>
      <WhoisForm hosts={hosts} name={name} hostId={chosen?.id ?? null} />
      {isTooLong ? (
        <Notice kind="warning" title={whoisWords.tooLong}>
          {whoisWords.longest(longestName)}
        </Notice>
      ) : null}
      {[...found, ...(found.length > 0 ? [] : others)].map((answer) => (
        <WhoisAnswerView key={answer.host.id} answer={answer} mayPlan={mayPlan} />
      ))}
      {found.length > 0 && others.length > 0 ? (
        <p className="text-sm text-soft">
          {whoisWords.nothingOn(others.map(({ host: each }) => printableName(each.name)).join(', '))}
        </p>
      ) : null}
      {result && result.notScanned.length > 0 ? (
        <p className="text-sm text-soft">{whoisWords.notScanned(result.notScanned.map(printableName).join(', '))}</p>
      ) : null}
      {hosts.length === 0 ? <EmptyState title={whoisWords.noHosts}>{whoisWords.addFirst}</EmptyState> : null}
    </>
  );
}
