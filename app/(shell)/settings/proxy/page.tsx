import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { requirePageActor } from '@/app/guarded';
import { proxyWords, verdictWords } from '@/components/account/proxy-words';
import { FactsList } from '@/components/hosts/facts-list';
import { InlineText } from '@/components/ui/inline-text';
import { printableName } from '@/lib/domain/names';
import type { ReceivedHeaders } from '@/lib/domain/proxy-verdict';
import { readProxyHeaders } from '@/lib/usecases/accounts/proxy-headers';

export const metadata: Metadata = { title: proxyWords.title };

export default async function ProxyPage() {
  const { app, actor } = await requirePageActor('admin');
  const all = await headers();
  const seen = readProxyHeaders(app, actor, (name) => all.get(name));
  return (
    <div className="flex max-w-prose flex-col gap-6">
      <p className="text-sm text-soft">{proxyWords.about}</p>
      <section aria-labelledby="comes">
        <h2 id="comes" className="mb-2 text-lg font-semibold">
          {proxyWords.comes}
        </h2>
        <p className="break-words">
          <InlineText text={printableName(verdictWords(seen.verdict))} />
        </p>
        {seen.verdict.state === 'user' ? <p className="mt-1 text-sm text-soft">{proxyWords.session}</p> : null}
      </section>
      <FactsList
        lines={[
          { name: proxyWords.peer, value: peerWords(seen.peer) },
          { name: proxyWords.trusted, value: seen.trusted ?? proxyWords.notSet },
          { name: proxyWords.header, value: seen.header ?? proxyWords.notSet },
          ...(seen.dropped.length > 0 ? [{ name: proxyWords.dropped, value: seen.dropped.join(', ') }] : []),
        ]}
      />
      <section aria-labelledby="received">
        <h2 id="received" className="mb-2 text-lg font-semibold">
          {proxyWords.received}
        </h2>
        {seen.received.length === 0 ? (
          <p className="text-sm text-soft">{proxyWords.none}</p>
        ) : (
          <FactsList lines={seen.received.map(({ name, value }) => ({ name, value: printableName(value) }))} />
        )}
      </section>
    </div>
  );
}

function peerWords(peer: ReceivedHeaders['peer']): string {
  if (peer === null) return proxyWords.unknownPeer;
  return peer.isTrusted ? proxyWords.trustedPeer(peer.address) : proxyWords.otherPeer(peer.address);
}
