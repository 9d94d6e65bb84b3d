import type { Actor } from '../../access/actor.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import type { DeclaredStatus } from '../../domain/stored/declared.ts';
import type { Application } from '../core/application.ts';

/** Who does what the file says, in the audit log too. */
export const declarer: Actor = { kind: 'system', name: 'bilge.yaml', role: 'admin' };

export type DeclaredKind = 'host' | 'channel' | 'schedule' | 'sign-in';

const entriesOf = (app: Application) => app.store.documents.stored('declared');
const statusOf = (app: Application) => app.store.documents.stored('declared-status');

export function declaredStatus(app: Application): DeclaredStatus | null {
  return statusOf(app).byIdIfReadable('status');
}

export function putDeclaredStatus(app: Application, status: DeclaredStatus): void {
  const before = declaredStatus(app);
  // Looked at every few minutes: only what changed is written.
  if (before !== null && JSON.stringify({ ...before, at: '' }) === JSON.stringify({ ...status, at: '' })) return;
  statusOf(app).put('status', status, status.at);
  app.events.publish({ type: 'settings' });
}

export function declaredDigest(app: Application, kind: DeclaredKind, name: string): string | null {
  return entriesOf(app).byIdIfReadable(`${kind}/${name}`)?.digest ?? null;
}

export function putDeclared(app: Application, kind: DeclaredKind, name: string, digest: string): void {
  entriesOf(app).put(`${kind}/${name}`, { digest }, app.now().toISOString());
}

/** What the file names no more stays in Bilge, and can be changed there again. */
export function keepOnlyDeclared(app: Application, names: ReadonlySet<string>): void {
  for (const { id } of entriesOf(app).allReadable()) if (!names.has(id)) entriesOf(app).remove(id);
}

/** What the file declares of one kind, for the marks in lists; null: it declares none of it. */
export function declaredNames(app: Application, kind: DeclaredKind): { file: string; names: string[] } | null {
  const start = `${kind}/`;
  const names = entriesOf(app)
    .allReadable()
    .flatMap(({ id }) => (id.startsWith(start) ? [id.slice(start.length)] : []));
  return names.length === 0 ? null : { file: declaredStatus(app)?.file ?? 'bilge.yaml', names };
}

/** For every change by a person: what is declared in the file is changed in the file, or the next reading would undo it. */
export function refuseDeclared(app: Application, actor: Actor, kind: DeclaredKind, name: string): void {
  if (actor.name === declarer.name && actor.kind === declarer.kind) return;
  if (declaredDigest(app, kind, name) === null) return;
  const file = declaredStatus(app)?.file ?? 'bilge.yaml';
  throw new InvalidInputError(`The ${kind} ${name} is declared in ${file}. Change it there.`);
}
