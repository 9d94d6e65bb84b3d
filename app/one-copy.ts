import type { Answers } from './answers.ts';

/**
 * Next builds the server's own work, the API and `/metrics` as bundles of their own, each with the whole library in it: 3 MB of program and
 * all schemas, twice more. So the server's own work brings along what answers these two, and their routes only ask for it here.
 */
const slot = Symbol.for('bilge.answers');
const holder = globalThis as { [slot]?: Answers };

export function keepAnswers(answers: Answers): void {
  holder[slot] = answers;
}

export async function theAnswers(): Promise<Answers> {
  // While developing, a changed source has to count without a new start; a test has no server. A build leaves this line out.
  if (process.env.NODE_ENV !== 'production') return (await import('./answers.ts')).answers;
  const kept = holder[slot];
  if (!kept) throw new Error('asked before the server has started');
  return kept;
}
