import { theAnswers } from '../one-copy.ts';

export const dynamic = 'force-dynamic';
export const runtime = 'nodejs';

export async function GET(request: Request): Promise<Response> {
  return (await theAnswers()).answerScrape(request);
}
