import type { ReactNode } from 'react';
import { isDemoHost } from '@/lib/domain/demo-host';
import type { OfferedFinding, Severity } from '@/lib/domain/finding';
import { DemoBadge } from '../hosts/demo-badge';
import { BytesValue } from '../ui/bytes-value';
import { Folded } from '../ui/folded';
import { InlineText } from '../ui/inline-text';
import { Link } from '../ui/link';
import { RelativeTime } from '../ui/relative-time';
import { SeverityMark } from '../ui/severity-mark';
import { checkWords } from './check-words';
import { UnmuteButton } from './mute-dialog';

export interface FleetFinding {
  host: { id: string; name: string; url: string };
  finding: OfferedFinding;
  openSince: string;
  muted: { reason: string; by: string; until: string | null } | null;
}

interface FleetGroupProps {
  mark: Severity | 'pass' | 'unknown';
  title: ReactNode;
  /** how many, on how many hosts */
  note: string;
  findings: readonly FleetFinding[];
  /** what each line begins with: the host where the group is a check, the finding's title where it is a host */
  by: 'check' | 'host';
  children?: ReactNode;
}

/** One check with the hosts it found something on, or one host with its findings. */
export function FleetGroup({ mark, title, note, findings, by, children }: FleetGroupProps) {
  return (
    <article className="sheet p-4 sm:p-5">
      <h2 className="flex items-start gap-2.5 font-semibold">
        <SeverityMark kind={mark} className="mt-1" />
        <span className="min-w-0 flex-1">{title}</span>
        <span className="text-sm font-normal whitespace-nowrap text-faint">{note}</span>
      </h2>
      <ul className="mt-2 pl-6.5">
        {findings.map((entry) => (
          <FleetLine key={`${entry.host.id} ${entry.finding.key}`} entry={entry} by={by} />
        ))}
      </ul>
      {children}
    </article>
  );
}

function FleetLine({ entry: { host, finding, openSince }, by }: { entry: FleetFinding; by: 'check' | 'host' }) {
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-0.5 border-b border-line py-2 text-sm last:border-b-0">
      <span className="flex min-w-0 flex-1 basis-64 items-start gap-2">
        {by === 'host' ? <SeverityMark kind={finding.severity} className="mt-0.5" /> : null}
        <span className="min-w-0">
          {by === 'check' ? <HostName host={host} /> : null}
          <Link href={`/hosts/${host.id}#${finding.key}`} className="hover:underline">
            {finding.title}
          </Link>
        </span>
      </span>
      {finding.reclaimable && finding.reclaimable.bytes > 0 ? (
        <span className="text-soft">
          <BytesValue bytes={finding.reclaimable.bytes} exact={finding.reclaimable.exact} /> {checkWords.reclaimable}
        </span>
      ) : null}
      <span className="text-faint">
        {checkWords.since} <RelativeTime at={openSince} />
      </span>
    </li>
  );
}

function HostName({ host }: { host: FleetFinding['host'] }) {
  return (
    <>
      <b className="font-medium">{host.name}: </b>
      {isDemoHost(host) ? (
        <>
          <DemoBadge />{' '}
        </>
      ) : null}
    </>
  );
}

export function MutedFleet({ muted, mayPlan }: { muted: readonly FleetFinding[]; mayPlan: boolean }) {
  if (muted.length === 0) return null;
  return (
    <Folded className="mt-2" summary={checkWords.muted(muted.length)}>
      <ul>
        {muted.map(({ host, finding, muted: mute }) => (
          <li
            key={`${host.id} ${finding.key}`}
            className="flex items-start gap-2.5 border-b border-line py-2 text-sm last:border-b-0"
          >
            <SeverityMark kind={finding.severity} className="mt-0.5" />
            <div className="min-w-0 flex-1">
              <p>
                <HostName host={host} /> {finding.title}
              </p>
              {mute ? (
                <p className="text-faint">
                  {mute.by}: {mute.reason}
                </p>
              ) : null}
            </div>
            {mayPlan ? <UnmuteButton hostId={host.id} findingKey={finding.key} /> : null}
          </li>
        ))}
      </ul>
    </Folded>
  );
}

/** Checks that could not run on a host: never the same as nothing found. */
export function UnknownChecks({ unknown }: { unknown: readonly { checkId: string; title: string; why: string }[] }) {
  if (unknown.length === 0) return null;
  return (
    <Folded
      className="mt-2"
      summary={checkWords.couldNotRun(unknown.length)}
      mark={<SeverityMark kind="unknown" decorative />}
    >
      <ul className="grid gap-x-8 gap-y-2 pb-2 text-sm sm:grid-cols-2">
        {unknown.map(({ checkId, title, why }) => (
          <li key={checkId}>
            <Link href={`/checks/${checkId}`} className="hover:underline">
              {title}
            </Link>
            <span className="block text-faint">
              <InlineText text={why} />
            </span>
          </li>
        ))}
      </ul>
    </Folded>
  );
}
