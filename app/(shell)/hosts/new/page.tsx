import fs from 'node:fs';
import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { AddHostForm } from '@/components/hosts/add-host-form';
import { DemoOffer } from '@/components/hosts/demo-offer';
import { overviewWords } from '@/components/hosts/overview-words';
import { PageHeading } from '@/components/ui/page-heading';
import { isDemoHost } from '@/lib/domain/demo-host';
import { listHosts } from '@/lib/usecases/hosts/hosts';
import { addDemoHosts } from './actions';

export const metadata: Metadata = { title: overviewWords.addHost };

const usualSockets = ['/var/run/docker.sock', '/run/docker.sock'];

export default async function NewHostPage() {
  const { app, actor } = await requirePageActor('admin');
  const hosts = listHosts(app, actor);
  const taken = new Set(hosts.map((host) => host.url));
  // Only whether it exists; the test finds out what it answers.
  const localSocket = usualSockets.find((path) => fs.existsSync(path)) ?? null;
  return (
    <>
      <PageHeading title={overviewWords.addHost}>{overviewWords.aboutHost}</PageHeading>
      {hosts.length === 0 ? <DemoOffer addDemoHosts={addDemoHosts} /> : null}
      <AddHostForm localSocket={localSocket && !taken.has(`unix://${localSocket}`) ? localSocket : null} />
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
