import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { settingsWords } from '@/components/account/settings-words';
import { TokensView } from '@/components/account/tokens-view';
import { createToken, revokeToken } from '../actions';

export const metadata: Metadata = { title: settingsWords.tokensTitle };

export default async function TokensPage() {
  const { app, actor } = await requirePageActor('admin');
  return <TokensView tokens={app.access.tokens.list(actor)} create={createToken} revoke={revokeToken} />;
}
