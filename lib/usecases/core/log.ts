import { AppError, messageOf } from '../../domain/errors.ts';
import { printableName } from '../../domain/names.ts';

/**
 * The dashboard's log, one line each; nothing else in lib and app writes to it (`npm run lint` looks). Errors carry what hosts
 * said, and a log is read on a terminal.
 */
export function logLine(text: string): void {
  console.log(printableName(text));
}

export function logProblem(what: string, error?: unknown): void {
  console.error(printableName(error === undefined ? what : `${what}: ${messageOf(error)}`));
}

/** An unexpected error, with its stack. */
export function logUnexpected(what: string, error: unknown): void {
  logProblem(what, error);
  if (error instanceof AppError || !(error instanceof Error)) return;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  for (const frame of frames) console.error(printableName(frame));
}
