import os from 'node:os';
import type { Actor } from '../../lib/access/actor.ts';
import { type Application, closeApplication, openApplication } from '../../lib/usecases/core/application.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { closeAtEnd } from './opened.ts';

let opened: Application | null = null;

/** The store and the use cases, opened on first need: `bilge diagnose` and `--help` open no store. */
export function face(): Application {
  if (opened) return opened;
  const app = openApplication(readSettings());
  opened = app;
  closeAtEnd(async () => {
    opened = null;
    await closeApplication(app);
  });
  return app;
}

/** Whoever can read the data directory is already admin of it: the command line needs no login. */
export function cliActor(): Actor {
  return { kind: 'cli', name: `cli:${os.userInfo().username}`, role: 'admin' };
}
