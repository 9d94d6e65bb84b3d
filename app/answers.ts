import { dispatch } from './api/core/dispatch.ts';
import { answerScrape } from './metrics/answer.ts';

/** What answers programs rather than people. */
export const answers = { dispatch, answerScrape };
export type Answers = typeof answers;
