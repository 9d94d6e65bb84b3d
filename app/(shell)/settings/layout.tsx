import type { ReactNode } from 'react';
import { requirePageActor } from '@/app/guarded';
import { proxyWords } from '@/components/account/proxy-words';
import { settingsWords } from '@/components/account/settings-words';
import { signInWords } from '@/components/account/sign-in-words';
import { PageHeading } from '@/components/ui/page-heading';
import { TabLinks } from '@/components/ui/tab-links';
import { hasRole } from '@/lib/access/actor';

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { actor } = await requirePageActor();
  const forAdmins = [
    { href: '/settings/notifications', label: settingsWords.notifications },
    { href: '/settings/users', label: settingsWords.users },
    { href: '/settings/tokens', label: settingsWords.tokens },
    { href: '/settings/backup', label: settingsWords.backup },
    { href: '/settings/single-sign-on', label: signInWords.tab },
    { href: '/settings/proxy', label: proxyWords.tab },
  ];
  const tabs = [
    { href: '/settings/hosts', label: settingsWords.hosts },
    { href: '/settings/jobs', label: settingsWords.jobs },
    ...(hasRole(actor, 'admin') ? forAdmins : []),
    { href: '/settings/account', label: settingsWords.account },
    { href: '/settings/sessions', label: settingsWords.sessions },
    { href: '/settings/appearance', label: settingsWords.appearance },
    { href: '/settings/about', label: settingsWords.about },
  ];
  return (
    <>
      <PageHeading title={settingsWords.settings} />
      <TabLinks tabs={tabs} label={settingsWords.settings} />
      {children}
    </>
  );
}
