import type { WhoisAnswer } from '@/lib/domain/answers/whois';
import { printableName } from '@/lib/domain/names';
import { Link } from '../ui/link';
import { Notice } from '../ui/notice';
import { RelativeTime } from '../ui/relative-time';
import { WhoisMatchView } from './whois-match';
import { whoisWords } from './whois-words';

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
      {first?.how === 'inside' ? <p className="mb-2 text-sm text-soft">{whoisWords.inside}</p> : null}
      {first?.how === 'part' ? <p className="mb-2 text-sm text-soft">{whoisWords.part}</p> : null}
      {isAmbiguous ? (
        <Notice kind="info" title={whoisWords.begins(total)} className="mb-3">
          {whoisWords.choose}
        </Notice>
      ) : null}
      <div className="flex flex-col gap-3">
        {matches.map((match) => (
          <WhoisMatchView key={`${match.kind} ${match.id}`} match={match} hostId={host.id} mayPlan={mayPlan} />
        ))}
      </div>
      {total === 0 ? <p>{whoisWords.nothing}</p> : null}
      {total > matches.length ? (
        <p className="mt-2 text-sm text-soft">{whoisWords.shown(matches.length, total)}</p>
      ) : null}
      <p className="mt-2 text-sm text-faint">
        {whoisWords.asOf} <RelativeTime at={answer.collectedAt} />
        {whoisWords.searched(lists.join(', '))}
      </p>
      {unknown.length > 0 ? (
        <details className="mt-1 text-sm text-soft">
          <summary className="cursor-pointer">
            {whoisWords.notSearched(unknown.map(({ what }) => what).join(', '))}
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
