import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Host } from '../../domain/host.ts';
import { hostSettingsSchema } from '../../domain/host.ts';
import { openStore, type Store, type StoreOptions } from '../open-store.ts';
import { putFreshDatabase, putSealingKey } from './fresh-database.ts';

/** A real directory that goes with the test. */
export function temporaryDirectory(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-store-'));
  onTestFinished(() => fs.rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A real store on a real directory; closed and removed with the test. */
export function temporaryStore(options: Partial<StoreOptions> = {}): Store {
  const dataDirectory = temporaryDirectory();
  if (Object.keys(options).length === 0) {
    putFreshDatabase(dataDirectory);
    putSealingKey(dataDirectory);
  }
  const store = openStore({ dataDirectory, ...options });
  onTestFinished(() => store.close());
  return store;
}

export function exampleHost(id = 'host_a', name = 'nas'): Host {
  return {
    id,
    name,
    url: `ssh://root@${name}`,
    settings: hostSettingsSchema.parse({}),
    createdAt: '2026-11-21T00:00:00.000Z',
  };
}
