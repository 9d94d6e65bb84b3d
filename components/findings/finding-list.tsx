import type { OfferedFinding } from '@/lib/domain/finding';
import { BytesValue } from '../ui/bytes-value';
import { InlineText } from '../ui/inline-text';
import { SeverityMark } from '../ui/severity-mark';
import type { FindingChangeLine } from './finding-changes';
import { FindingView, SeverityWord } from './finding-view';
import { firstSentence } from './first-sentence';
import { type FindingGroup, groupFindings, offersAbove } from './group-findings';
import { OpenLinked } from './open-linked';

interface FindingListProps {
  findings: readonly OfferedFinding[];
  hostId: string;
  mayPlan: boolean;
  /** may this person change how the host is reached */
  mayChangeReach: boolean;
  /** by key: ISO time since which it is open */
  since: ReadonlyMap<string, string>;
  changes: readonly FindingChangeLine[];
  /** by id: what a check is called */
  checkTitles: ReadonlyMap<string, string>;
}

interface RowsProps extends FindingListProps {
  /** by key of a finding: the offers that stand above it already */
  offeredAbove: ReadonlyMap<string, ReadonlySet<string>>;
  isRow?: boolean;
}

/** The findings of a host as rows that unfold, worst first. */
export function FindingList(props: FindingListProps) {
  const groups = groupFindings(props.findings);
  const offeredAbove = offersAbove(groups);
  return (
    <div className="flex flex-col gap-2 sm:gap-3">
      {groups.map((group) =>
        group.findings.length === 1 ? (
          <Rows key={group.checkId} {...props} offeredAbove={offeredAbove} findings={group.findings} />
        ) : (
          <GroupCard key={group.checkId} group={group} offeredAbove={offeredAbove} {...props} />
        ),
      )}
      <OpenLinked />
    </div>
  );
}

function Rows({ isRow = false, offeredAbove, ...props }: RowsProps) {
  return props.findings.map((finding) => (
    <FindingView
      key={finding.key}
      finding={finding}
      offeredAbove={offeredAbove.get(finding.key)}
      hostId={props.hostId}
      mayPlan={props.mayPlan}
      mayChangeReach={props.mayChangeReach}
      openSince={props.since.get(finding.key) ?? null}
      changes={props.changes.filter(({ key }) => key === finding.key)}
      isRow={isRow}
    />
  ));
}

/** One check on several objects: why it matters is said once, then a row for each. */
function GroupCard({ group, ...props }: RowsProps & { group: FindingGroup }) {
  const { checkId, severity, findings } = group;
  const why = new Set(findings.map(({ detail }) => firstSentence(detail)));
  const amounts = findings.flatMap(({ reclaimable }) => (reclaimable && reclaimable.bytes > 0 ? [reclaimable] : []));
  return (
    <section aria-label={props.checkTitles.get(checkId)} className="sheet">
      <div className="flex items-start gap-3 p-3 sm:p-4">
        <SeverityMark kind={severity} decorative={why.size === 1} className="mt-1" />
        <div className="min-w-0 flex-1">
          <p className="font-semibold">
            {props.checkTitles.get(checkId) ?? findings[0]?.title}{' '}
            <span className="text-faint">× {findings.length}</span>
          </p>
          {why.size === 1 ? (
            <p className="line-clamp-2 text-sm text-soft">
              <SeverityWord severity={severity} /> <InlineText text={[...why][0] ?? ''} />
            </p>
          ) : null}
        </div>
        {amounts.length > 0 ? (
          <span className="text-sm whitespace-nowrap text-faint">
            <BytesValue
              bytes={amounts.reduce((sum, { bytes }) => sum + bytes, 0)}
              exact={amounts.every(({ exact }) => exact)}
            />
          </span>
        ) : null}
      </div>
      <Rows {...props} findings={findings} isRow />
    </section>
  );
}
