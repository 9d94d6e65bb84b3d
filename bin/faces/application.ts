import os from 'node:os';
import type { Actor } from '../../lib/access/actor.ts';
import { type Application, closeApplication, openApplication } from '../../lib/usecases/application.ts';
import { readSettings } from '../../lib/usecases/settings.ts';

let opened: Application | null = null;

/** The store and the use cases, opened on first need: `bilge diagnose` and `--help` open no store. */
export function face(): Application {
  opened ??= openApplication(readSettings());
  return opened;
}

export async function closeFace(): Promise<void> {
  if (opened) await closeApplication(opened);
  opened = null;
}

/** Whoever can read the data directory is already admin of it: the command line needs no login. */
export function cliActor(): Actor {
  return { kind: 'cli', name: `cli:${os.userInfo().username}`, role: 'admin' };
}
