import type { TriedClaims } from '@/lib/domain/sign-in';
import { FactsList } from '../hosts/facts-list';
import { LocalTime } from '../ui/relative-time';
import { roleWords } from './role-words';
import { signInWords as words } from './sign-in-words';

/** The dry run: what came, and what a login with it would be. */
export function TriedClaimsView({ tried }: { tried: TriedClaims }) {
  const { verdict, account } = tried;
  return (
    <div className="mb-8 flex max-w-prose flex-col gap-6">
      <section aria-labelledby="comes">
        <h2 id="comes" className="mb-2 text-lg font-semibold">
          {words.comes}
        </h2>
        <FactsList
          lines={[
            { name: words.may, value: verdict.isAllowed ? words.yes : words.no },
            { name: words.groups, value: verdict.groups === null ? words.noGroups : words.sent(verdict.groups.length) },
            { name: words.role, value: verdict.role === null ? words.ownRole : roleWords[verdict.role] },
            { name: words.account, value: accountWords(account) },
          ]}
        />
      </section>
      <section aria-labelledby="sent">
        <h2 id="sent" className="mb-2 text-lg font-semibold">
          {words.triedAt} <LocalTime at={tried.at} />
        </h2>
        <FactsList lines={tried.claims} />
      </section>
    </div>
  );
}

function accountWords(account: TriedClaims['account']): string {
  if (account.kind === 'none') return account.why;
  return account.kind === 'linked' ? words.linkedTo(account.name) : words.wouldCreate(account.name);
}
