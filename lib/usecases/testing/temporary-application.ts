import { onTestFinished } from 'vitest';
import type { Host } from '../../domain/host.ts';
import { hostSettingsSchema } from '../../domain/host.ts';
import { newId } from '../../domain/ids.ts';
import { putFreshDatabase } from '../../store/testing/fresh-database.ts';
import { sealingKey } from '../../store/testing/sealing-key.ts';
import { temporaryDirectory } from '../../store/testing/temporary-store.ts';
import { type Application, closeApplication, openApplication } from '../core/application.ts';
import { readSettings } from '../server/settings.ts';

/** A whole application on a directory of its own; closed and removed with the test. */
export function temporaryApplication(environment: Record<string, string> = {}): Application {
  const directory = temporaryDirectory();
  if (!('BILGE_DATA' in environment || 'BILGE_SECRET' in environment)) putFreshDatabase(directory);
  const settings = { ...process.env, BILGE_DATA: directory, BILGE_SECRET: sealingKey, ...environment };
  const app = openApplication(readSettings(settings));
  app.demoRunMs = 0;
  onTestFinished(() => closeApplication(app));
  return app;
}

/** A host in the store, without looking whether it is there. */
export function storedHost(app: Application, url: string, settings: Record<string, unknown> = {}): Host {
  const host: Host = {
    id: newId('host'),
    name: 'nas',
    url,
    settings: hostSettingsSchema.parse(settings),
    createdAt: app.now().toISOString(),
  };
  app.store.hosts.add(host, {});
  return host;
}
