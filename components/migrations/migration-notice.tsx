import type { MigrationAnswer } from '@/lib/domain/answers/migration';
import { migrationDetail, migrationTitle } from '@/lib/domain/migration-words';
import { hostWords } from '../hosts/host-words';
import { OfferButton } from '../plans/offer-button';
import { Link } from '../ui/link';
import { LocalTime } from '../ui/relative-time';

interface MigrationNoticeProps {
  hostId: string;
  migration: MigrationAnswer;
  /** may this person ask for plans */
  mayPlan: boolean;
}

/** What a move of Docker keeps on the host until a person decides, with the ways that are open. Every button leads to a plan. */
export function MigrationNotice({ hostId, migration, mayPlan }: MigrationNoticeProps) {
  const { goOn, goBack, finish, phase, phaseAt, runId } = migration;
  const offers = [goOn, finish, goBack].filter((each) => each !== null);
  return (
    <section aria-labelledby="migration" className="sheet mb-6 flex flex-col gap-3 p-4">
      <h2 id="migration" className="font-semibold break-words">
        {migrationTitle(migration)}
      </h2>
      <p className="max-w-prose text-sm text-soft">
        {`${migrationDetail(migration)} ${hostWords.sinceDate}`} <LocalTime at={phaseAt} />
        {hostWords.migrationBy}{' '}
        <Link href={`/runs/${runId}`} className="underline">
          {hostWords.migrationRun}
        </Link>
        .
      </p>
      {mayPlan ? (
        <div className="flex flex-wrap items-start gap-x-6 gap-y-4 print:hidden">
          {offers.map((offer) => (
            <OfferButton
              key={offer.actionId}
              hostId={hostId}
              offer={offer}
              kind={offer === goOn || (phase === 'left' && offer === finish) ? 'primary' : 'plain'}
            />
          ))}
        </div>
      ) : null}
    </section>
  );
}
