import type { ReactNode } from 'react';
import { requirePageActor } from '@/app/guarded';
import { PageHeading } from '@/components/ui/page-heading';
import { TabLinks } from '@/components/ui/tab-links';
import { hasRole } from '@/lib/access/actor';

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { actor } = await requirePageActor();
  const forAdmins = [
    { href: '/settings/notifications', label: 'Notifications' },
    { href: '/settings/users', label: 'Users' },
    { href: '/settings/tokens', label: 'API tokens' },
    { href: '/settings/backup', label: 'Backup' },
  ];
  const tabs = [
    { href: '/settings/hosts', label: 'Hosts' },
    { href: '/settings/jobs', label: 'Jobs' },
    ...(hasRole(actor, 'admin') ? forAdmins : []),
    { href: '/settings/account', label: 'My account' },
    { href: '/settings/sessions', label: 'Sessions' },
    { href: '/settings/appearance', label: 'Appearance' },
    { href: '/settings/about', label: 'About' },
  ];
  return (
    <>
      <PageHeading title="Settings" />
      <TabLinks tabs={tabs} label="Settings" />
      {children}
    </>
  );
}
