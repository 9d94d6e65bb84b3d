import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { HostSettingsLine } from '@/components/hosts/host-settings-line';
import { overviewWords } from '@/components/hosts/overview-words';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { hasRole } from '@/lib/access/actor';
import { declaredNames } from '@/lib/usecases/declared/declared-store';
import { listHosts } from '@/lib/usecases/hosts/hosts';

export const metadata: Metadata = { title: overviewWords.hostsTitle };

interface HostSettingsProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function HostSettingsPage({ searchParams }: HostSettingsProps) {
  const { app, actor } = await requirePageActor();
  const hosts = listHosts(app, actor);
  const { change } = await searchParams;
  const mayChange = hasRole(actor, 'admin');
  const declared = declaredNames(app, 'host');
  const add = mayChange ? (
    <Button asChild>
      <Link href="/hosts/new">
        <Plus aria-hidden />
        {overviewWords.addHost}
      </Link>
    </Button>
  ) : null;
  if (hosts.length === 0) return <EmptyState title={overviewWords.noHosts} action={add} />;
  return (
    <>
      {add}
      <ul className="mt-2">
        {hosts.map(({ createdAt: _, ...host }) => (
          <HostSettingsLine
            key={host.id}
            host={host}
            mayTest={hasRole(actor, 'operator')}
            mayChange={mayChange}
            declaredIn={declared?.names.includes(host.name) ? declared.file : null}
            isOpen={change === host.id}
          />
        ))}
      </ul>
    </>
  );
}
