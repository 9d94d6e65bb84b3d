import type { z } from 'zod';
import { messageOf } from '../domain/errors.ts';
import { unknown } from '../domain/fact.ts';
import { firstProblem, fromJson, type StoredKind } from '../domain/stored/stored-kind.ts';
import { StoreError } from './database/store-error.ts';

/** What stands in the place of a stored value that does not parse. Nothing is deleted: the Bilge that wrote it may still read it. */
export function unreadableText(options: { what: string; id: string; why: string; todo: string }): string {
  return `The stored ${options.what} ${options.id} cannot be read (${options.why}). It was left as it is. ${options.todo}`;
}

export const notReadable = unknown('unparseable', 'The stored value cannot be read.');

/** A stand-in must never be written over what it stands for. */
export function refuseUnreadable(value: { id: string; unreadable?: string }): void {
  if (value.unreadable === undefined) return;
  throw new StoreError({ failure: 'stored-unreadable', message: value.unreadable });
}

/** For small values that have no stand-in: an error that says which one it is, never a default. */
export function parsedJson<T>(schema: z.ZodType<T>, json: string, what: string): T {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw unreadableValue(what, messageOf(cause), cause);
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw unreadableValue(what, firstProblem(parsed.error), parsed.error);
}

/** The same for what has versions. */
export function parsedStored<T>(kind: StoredKind<T>, json: string, what: string): T {
  const read = fromJson(kind, json);
  if (read.ok) return read.value;
  throw unreadableValue(what, read.why, null, kind.todo);
}

const anyTodo = 'Restore a backup with `bilge restore FILE`, or start the Bilge that wrote it.';

function unreadableValue(what: string, why: string, cause: unknown, todo = anyTodo): StoreError {
  return new StoreError({
    failure: 'stored-unreadable',
    message: `The stored ${what} cannot be read: ${why}.`,
    userMessage: `The stored ${what} cannot be read (${why}). It was left as it is. ${todo}`,
    cause,
  });
}
