import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { settingsWords } from '@/components/account/settings-words';
import { FactsList } from '@/components/hosts/facts-list';
import { hasRole } from '@/lib/access/actor';
import type { DeclaredStatus } from '@/lib/domain/stored/declared';
import { keyPlace } from '@/lib/usecases/accounts/first-start';
import { declaredStatus } from '@/lib/usecases/declared/declared-store';
import { writtenADay, writtenByProcess } from '@/lib/usecases/server/written-bytes';
import packageJson from '@/package.json';

export const metadata: Metadata = { title: settingsWords.about };

export default async function AboutPage() {
  const { app, actor } = await requirePageActor();
  const { settings } = app;
  const places = [
    { name: settingsWords.data, value: <code>{settings.dataDirectory}</code> },
    { name: settingsWords.key, value: <code>{keyPlace(settings)}</code> },
    { name: settingsWords.address, value: settings.url ?? settingsWords.noAddress },
    { name: settingsWords.readOnly, value: settings.isReadOnly ? settingsWords.readOnlyYes : settingsWords.no },
  ];
  return (
    <div className="flex max-w-2xl flex-col gap-6">
      <FactsList
        lines={[
          { name: settingsWords.bilge, value: packageJson.version },
          {
            name: settingsWords.runsOn,
            value: settingsWords.platform(process.versions.node, process.platform, process.arch),
          },
          { name: settingsWords.written, value: settingsWords.writtenSince(writtenByProcess(), writtenADay()) },
          ...(hasRole(actor, 'admin') ? [...places, ...declaredLines(declaredStatus(app))] : []),
          {
            name: settingsWords.api,
            value: (
              <a className="underline" href="/api/v1/openapi.json">
                /api/v1/openapi.json
              </a>
            ),
          },
        ]}
      />
      <p className="max-w-prose text-sm text-soft">{settingsWords.aboutKey}</p>
    </div>
  );
}

function declaredLines(status: DeclaredStatus | null) {
  if (status === null) return [];
  const { file, problem, pending, counts } = status;
  const state =
    problem === null
      ? settingsWords.declaredInForce(file, counts.hosts, counts.channels, counts.schedules)
      : settingsWords.declaredNotInForce(file, problem);
  const value = [state, ...pending.map(settingsWords.declaredPending)].join(' ');
  return [{ name: settingsWords.declaredFile, value }];
}
