import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { FactsList } from '@/components/hosts/facts-list';
import { hasRole } from '@/lib/access/actor';
import { keyPlace } from '@/lib/usecases/accounts/first-start';
import packageJson from '@/package.json';

export const metadata: Metadata = { title: 'About' };

export default async function AboutPage() {
  const { app, actor } = await requirePageActor();
  const { settings } = app;
  const places = [
    { name: 'Data', value: <code>{settings.dataDirectory}</code> },
    { name: 'Key', value: <code>{keyPlace(settings)}</code> },
    { name: 'Address', value: settings.url ?? 'not set (BILGE_URL)' },
    { name: 'Read-only', value: settings.isReadOnly ? 'yes: no plan can be applied' : 'no' },
  ];
  return (
    <div className="flex max-w-2xl flex-col gap-6">
      <FactsList
        lines={[
          { name: 'Bilge', value: packageJson.version },
          { name: 'Runs on', value: `Node ${process.versions.node}, ${process.platform} ${process.arch}` },
          ...(hasRole(actor, 'admin') ? places : []),
          {
            name: 'HTTP API',
            value: (
              <a className="underline" href="/api/v1/openapi.json">
                /api/v1/openapi.json
              </a>
            ),
          },
        ]}
      />
      <p className="max-w-prose text-sm text-soft">
        The key encrypts the SSH keys and passwords in the data. Keep a copy of it elsewhere: without the key, a backup
        of the data cannot be read.
      </p>
    </div>
  );
}
