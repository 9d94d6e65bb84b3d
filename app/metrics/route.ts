export const dynamic = 'force-dynamic';
export const runtime = 'nodejs';

/** Loaded by the first scrape: it brings a second copy of what the API is made of, which many dashboards never need. */
export async function GET(request: Request): Promise<Response> {
  const { answerScrape } = await import('./answer.ts');
  return await answerScrape(request);
}
