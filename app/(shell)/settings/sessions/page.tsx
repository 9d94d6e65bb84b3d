import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { SessionsView } from '@/components/account/sessions-view';
import { settingsWords } from '@/components/account/settings-words';
import { revokeOtherSessions, revokeSession } from '../actions';

export const metadata: Metadata = { title: settingsWords.sessionsTitle };

export default async function SessionsPage() {
  const { app, actor } = await requirePageActor();
  const sessions = app.access.sessions.list(actor).map(({ id, address, userAgent, createdAt, seenAt, isCurrent }) => ({
    id,
    address,
    userAgent,
    createdAt,
    seenAt,
    isCurrent,
  }));
  return <SessionsView sessions={sessions} revoke={revokeSession} revokeOthers={revokeOtherSessions} />;
}
