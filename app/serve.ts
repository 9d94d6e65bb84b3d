import { startDashboard } from '@/lib/usecases/server/dashboard.ts';
import { answers } from './answers.ts';
import { keepAnswers } from './one-copy.ts';

/** One file, so that the server's own work and what answers programs become one bundle: two imports would be two, each with the whole library. */
export async function serve(): Promise<void> {
  keepAnswers(answers);
  await startDashboard();
}
