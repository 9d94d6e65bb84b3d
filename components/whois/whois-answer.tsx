import type { WhoisAnswer } from '@/lib/domain/answers/whois';
import { counted } from '@/lib/domain/format';
import { printableName } from '@/lib/domain/names';
import { Link } from '../ui/link';
import { Notice } from '../ui/notice';
import { RelativeTime } from '../ui/relative-time';
import { WhoisMatchView } from './whois-match';

/** What one host's last scan says about the name; where it says nothing, what was searched. */
export function WhoisAnswerView({ answer, mayPlan }: { answer: WhoisAnswer; mayPlan: boolean }) {
  const { host, matches, total, isAmbiguous, searched, unknown } = answer;
  const lists = searched.filter(({ count }) => count > 0).map(({ what, count }) => `${what} (${count})`);
  const [first] = matches;
  return (
    <section aria-labelledby={`on-${host.id}`} className="mb-8">
      <h2 id={`on-${host.id}`} className="mb-2 text-lg font-semibold">
        <Link href={`/hosts/${host.id}`} className="hover:underline">
          {host.name}
        </Link>
      </h2>
      {first?.how === 'inside' ? (
        <p className="mb-2 text-sm text-soft">This path lies inside the following object.</p>
      ) : null}
      {first?.how === 'part' ? (
        <p className="mb-2 text-sm text-soft">The path itself is unknown here; a part of it is the name of this.</p>
      ) : null}
      {isAmbiguous ? (
        <Notice kind="info" title={`${counted(total, 'object')} begin with this`} className="mb-3">
          Paste more of the name to choose one.
        </Notice>
      ) : null}
      <div className="flex flex-col gap-3">
        {matches.map((match) => (
          <WhoisMatchView key={`${match.kind} ${match.id}`} match={match} hostId={host.id} mayPlan={mayPlan} />
        ))}
      </div>
      {total === 0 ? <p>Nothing here has this name.</p> : null}
      {total > matches.length ? (
        <p className="mt-2 text-sm text-soft">
          {matches.length} of {total} are shown.
        </p>
      ) : null}
      <p className="mt-2 text-sm text-faint">
        As of the scan <RelativeTime at={answer.collectedAt} />. Searched: {lists.join(', ') || 'nothing'}.
      </p>
      {unknown.length > 0 ? (
        <details className="mt-1 text-sm text-soft">
          <summary className="cursor-pointer">
            Not searched, so it may be there: {unknown.map(({ what }) => what).join(', ')}
          </summary>
          <ul className="mt-1 list-disc pl-5">
            {unknown.map(({ what, detail }) => (
              <li key={what}>
                {what}: {printableName(detail)}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
