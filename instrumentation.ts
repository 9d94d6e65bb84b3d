/**
 * Runs once before the first request. Everything long-lived is started here and hangs on `globalThis` (lib/usecases/core/application.ts);
 * so does what answers the API (app/one-copy.ts).
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { serve } = await import('./app/serve.ts');
  await serve();
}
