import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { AddHostForm } from '@/components/hosts/add-host-form';
import { DemoOffer } from '@/components/hosts/demo-offer';
import { overviewWords } from '@/components/hosts/overview-words';
import { SocketTrouble } from '@/components/hosts/socket-trouble';
import { PageHeading } from '@/components/ui/page-heading';
import { isDemoHost } from '@/lib/domain/demo-host';
import { listHosts } from '@/lib/usecases/hosts/hosts';
import { findLocalSocket } from '@/lib/usecases/hosts/local-socket';
import { placesForKey } from '@/lib/usecases/hosts/made-keys';
import { addDemoHosts } from './actions';

export const metadata: Metadata = { title: overviewWords.addHost };

export default async function NewHostPage() {
  const { app, actor } = await requirePageActor('admin');
  const hosts = listHosts(app, actor);
  const taken = new Set(hosts.map((host) => host.url));
  const found = findLocalSocket();
  const socket = found !== null && !taken.has(`unix://${found.path}`) ? found : null;
  return (
    <>
      <PageHeading title={overviewWords.addHost}>{overviewWords.aboutHost}</PageHeading>
      {hosts.length === 0 ? <DemoOffer addDemoHosts={addDemoHosts} /> : null}
      {socket !== null && !socket.isOpen ? <SocketTrouble socket={socket} /> : null}
      <AddHostForm localSocket={socket?.isOpen ? socket.path : null} places={placesForKey(actor)} />
      {hosts.length > 0 && !hosts.some(isDemoHost) ? (
        <details className="mt-10">
          <summary className="tap inline-flex items-center text-sm text-soft underline">
            {overviewWords.lookAroundLink}
          </summary>
          <div className="mt-3">
            <DemoOffer addDemoHosts={addDemoHosts} />
          </div>
        </details>
      ) : null}
    </>
  );
}
