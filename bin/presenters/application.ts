import os from 'node:os';
import type { Actor } from '../../lib/access/actor.ts';
import { type Application, closeApplication, openApplication } from '../../lib/usecases/core/application.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { closeAtEnd } from './opened.ts';

let opened: Application | null = null;

/** The store and the use cases, opened on first need: `bilge diagnose` and `--help` open no store. */
export function app(): Application {
  if (opened) return opened;
  const fresh = openApplication(readSettings());
  opened = fresh;
  closeAtEnd(async () => {
    opened = null;
    await closeApplication(fresh);
  });
  return fresh;
}

/** Anyone who can read the data directory is already its admin: the command line needs no login. */
export function cliActor(): Actor {
  return { kind: 'cli', name: `cli:${os.userInfo().username}`, role: 'admin' };
}
