import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { requirePageActor } from '@/app/guarded';
import { parseZone, zoneCookie } from '@/app/reader-zone';
import { AlertSettingsForm } from '@/components/notifications/alert-settings-form';
import { channelWords } from '@/components/notifications/channel-words';
import { ChannelsView } from '@/components/notifications/channels-view';
import { Notice } from '@/components/ui/notice';
import { alertSettingsProblem, readAlertSettings } from '@/lib/usecases/alerts/alert-settings';
import { listChannelKinds, listChannels } from '@/lib/usecases/alerts/channels';
import { declaredNames } from '@/lib/usecases/declared/declared-store';
import { listHosts } from '@/lib/usecases/hosts/hosts';

export const metadata: Metadata = { title: channelWords.title };

export default async function NotificationsPage() {
  const { app, actor } = await requirePageActor('admin');
  const zone = parseZone((await cookies()).get(zoneCookie)?.value) ?? 'UTC';
  const problem = alertSettingsProblem(app);
  return (
    <>
      <ChannelsView
        channels={listChannels(app, actor)}
        kinds={listChannelKinds()}
        hosts={listHosts(app, actor).map(({ id, name }) => ({ id, name }))}
        declared={declaredNames(app, 'channel')}
      />
      {problem === null ? null : <Notice kind="warning" title={problem} className="mt-6" />}
      <AlertSettingsForm settings={readAlertSettings(app, actor)} zone={zone} />
    </>
  );
}
