import type { OfferedFinding } from '@/lib/domain/finding';
import { Folded } from '../ui/folded';
import { LocalTime } from '../ui/relative-time';
import { SeverityMark } from '../ui/severity-mark';
import { checkWords } from './check-words';
import { UnmuteButton } from './mute-dialog';

export interface MutedFinding {
  finding: OfferedFinding;
  muted: { reason: string; by: string; until: string | null };
}

export function MutedFindings({
  muted,
  hostId,
  mayPlan,
}: {
  muted: readonly MutedFinding[];
  hostId: string;
  mayPlan: boolean;
}) {
  if (muted.length === 0) return null;
  return (
    <Folded className="mt-4" summary={checkWords.muted(muted.length)}>
      <ul className="mt-1">
        {muted.map(({ finding, muted: { reason, by, until } }) => (
          <li key={finding.key} className="flex items-start gap-2.5 border-b border-line py-2 text-sm last:border-b-0">
            <SeverityMark kind={finding.severity} className="mt-0.5" />
            <div className="min-w-0 flex-1">
              <p>{finding.title}</p>
              <p className="text-faint">
                {by}: {reason}
                {until ? (
                  <>
                    {checkWords.until} <LocalTime at={until} />
                  </>
                ) : null}
              </p>
            </div>
            {mayPlan ? <UnmuteButton hostId={hostId} findingKey={finding.key} /> : null}
          </li>
        ))}
      </ul>
    </Folded>
  );
}
