import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { overviewOf } from '@/app/reads';
import { checkWords } from '@/components/findings/check-words';
import { isFound } from '@/components/findings/find-findings';
import { isBlind, NotLookedAt, Searched } from '@/components/findings/fleet-beside';
import { FleetGroup, MutedFleet, UnknownChecks } from '@/components/findings/fleet-health-view';
import { DemoBadge } from '@/components/hosts/demo-badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterLinks } from '@/components/ui/filter-links';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { PageHeading } from '@/components/ui/page-heading';
import { hasRole } from '@/lib/access/actor';
import { isDemoHost } from '@/lib/domain/demo-host';
import { type Severity, severities } from '@/lib/domain/finding';
import { counted } from '@/lib/domain/format';
import type { OpenFinding } from '@/lib/usecases/findings/findings';
import { type FleetCheck, type FleetHost, readFleetHealth } from '@/lib/usecases/findings/fleet-health';

export const metadata: Metadata = { title: checkWords.title };

interface HealthPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** More of one check than this are on a page of their own, and more hosts than this fold nothing out: with forty it would be most of a megabyte. */
const mostLines = 12;

const severityWords: Record<Severity, string> = {
  critical: checkWords.critical,
  warning: checkWords.warnings,
  info: checkWords.notes,
};

export default async function FleetHealthPage({ searchParams }: HealthPageProps) {
  const context = await requirePageActor();
  const { cards } = overviewOf(context);
  const { by: wantedBy, show: wantedShow, find: wantedFind } = await searchParams;
  const by = wantedBy === 'host' ? 'host' : 'check';
  const show = severities.find((severity) => severity === wantedShow) ?? null;
  const { checks, hosts, muted } = readFleetHealth(context.app, context.actor);
  const find = typeof wantedFind === 'string' ? wantedFind.trim().slice(0, 200) : '';
  const shown = (entry: OpenFinding): boolean =>
    (show === null || entry.finding.severity === show) && (find === '' || isFound(entry, find));
  const loud = checks.flatMap(({ findings }) => findings);
  if (cards.length === 0) {
    return (
      <>
        <PageHeading title={checkWords.title} />
        <EmptyState
          title={checkWords.noHosts}
          action={
            <div className="flex flex-wrap gap-2">
              {hasRole(context.actor, 'admin') ? (
                <Button asChild kind="primary">
                  <Link href="/hosts/new">{checkWords.addHost}</Link>
                </Button>
              ) : null}
              <Button asChild>
                <Link href="/diagnose">{checkWords.paste}</Link>
              </Button>
            </div>
          }
        >
          {checkWords.aboutNoHosts}
        </EmptyState>
      </>
    );
  }
  const href = (next: { by?: string; show?: string | null }): string => {
    const wanted = { by, show, ...next };
    const query = new URLSearchParams();
    if (wanted.by !== 'check') query.set('by', wanted.by);
    if (wanted.show !== null) query.set('show', wanted.show);
    if (find !== '') query.set('find', find);
    return query.size > 0 ? `/health?${query}` : '/health';
  };
  return (
    <>
      <PageHeading title={checkWords.title}>{checkWords.about}</PageHeading>
      <div className="mb-5 flex flex-wrap gap-x-6 gap-y-2">
        <FilterLinks
          label={checkWords.groupedBy}
          links={[
            { href: href({ by: 'check' }), label: checkWords.byCheck, current: by === 'check' },
            { href: href({ by: 'host' }), label: checkWords.byHost, current: by === 'host' },
          ]}
        />
        <FilterLinks
          label={checkWords.which}
          links={[
            { href: href({ show: null }), label: checkWords.all, count: loud.length, current: show === null },
            ...severities.map((severity) => ({
              href: href({ show: severity }),
              label: severityWords[severity],
              count: loud.filter(({ finding }) => finding.severity === severity).length,
              current: show === severity,
            })),
          ]}
        />
      </div>
      {find === '' ? null : <Searched find={find} count={loud.filter(shown).length} />}
      <NotLookedAt cards={cards} />
      {loud.length === 0 ? (
        <Notice
          kind={cards.some(isBlind) || hosts.some(({ unknown }) => unknown.length > 0) ? 'unknown' : 'pass'}
          title={checkWords.noProblems}
        >
          {checkWords.couldNotRunBelow}
        </Notice>
      ) : null}
      <div className="flex flex-col gap-3">
        {by === 'check'
          ? checks.map((check) => <CheckGroup key={check.checkId} check={check} shown={shown} isWhole={find !== ''} />)
          : hosts.map((host) => (
              <HostGroup
                key={host.id}
                host={host}
                shown={shown}
                isFiltered={show !== null || find !== ''}
                isScanned={cards.some(({ id, collectedAt }) => id === host.id && collectedAt !== null)}
              />
            ))}
      </div>
      <MutedFleet muted={muted} mayPlan={hasRole(context.actor, 'operator')} />
      {by === 'check' ? <UnknownByHost hosts={hosts} /> : null}
    </>
  );
}

interface CheckGroupProps {
  check: FleetCheck;
  shown: (entry: OpenFinding) => boolean;
  /** the page is about what was searched: nothing is left to another page */
  isWhole: boolean;
}

function CheckGroup({ check, shown, isWhole }: CheckGroupProps) {
  const findings = check.findings.filter(shown);
  if (findings.length === 0) return null;
  const hosts = new Set(findings.map(({ host }) => host.id)).size;
  return (
    <FleetGroup
      mark={check.severity}
      title={
        <Link href={`/checks/${check.checkId}`} className="hover:underline">
          {check.title}
        </Link>
      }
      note={counted(hosts, 'host')}
      findings={isWhole ? findings : findings.slice(0, mostLines)}
      by="check"
    >
      {isWhole || findings.length <= mostLines ? null : (
        <Link
          href={`/health?${new URLSearchParams({ find: check.checkId })}`}
          className="tap mt-1 ml-6.5 inline-flex items-center text-sm underline"
        >
          {checkWords.more(findings.length - mostLines)}
        </Link>
      )}
    </FleetGroup>
  );
}

interface HostGroupProps {
  host: FleetHost;
  shown: (entry: OpenFinding) => boolean;
  isFiltered: boolean;
  isScanned: boolean;
}

function HostGroup({ host, shown, isFiltered, isScanned }: HostGroupProps) {
  const findings = host.findings.filter(shown);
  // No finding of the chosen severity says nothing about the host.
  if (isFiltered && findings.length === 0) return null;
  const worst = findings[0]?.finding.severity;
  return (
    <FleetGroup
      mark={worst ?? (isScanned && host.unknown.length === 0 ? 'pass' : 'unknown')}
      title={
        <>
          <Link href={`/hosts/${host.id}`} className="hover:underline">
            {host.name}
          </Link>{' '}
          {isDemoHost(host) ? <DemoBadge /> : null}
        </>
      }
      note={noteOf(findings.length, isScanned)}
      findings={findings}
      by="host"
    >
      <UnknownChecks unknown={host.unknown} />
    </FleetGroup>
  );
}

function noteOf(count: number, isScanned: boolean): string {
  if (!isScanned && count === 0) return checkWords.notScanned;
  return counted(count, 'finding');
}

function UnknownByHost({ hosts }: { hosts: readonly FleetHost[] }) {
  const blind = hosts.filter(({ unknown }) => unknown.length > 0);
  if (blind.length === 0) return null;
  return (
    <section aria-labelledby="unknown" className="mt-8">
      <h2 id="unknown" className="mb-1 text-lg font-semibold">
        {checkWords.couldNotRunTitle}
      </h2>
      <ul>
        {blind.map((host) => (
          <li key={host.id} className="border-b border-line py-1 last:border-b-0">
            <Link href={`/hosts/${host.id}`} className="tap inline-flex items-center font-medium hover:underline">
              {host.name}
            </Link>
            {blind.length > mostLines ? (
              <span className="text-sm text-soft">{checkWords.couldNotRunOn(host.unknown.length)}</span>
            ) : (
              <UnknownChecks unknown={host.unknown} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
