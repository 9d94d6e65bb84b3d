/** Runs once before the first request. Everything long-lived is started here and hangs on `globalThis` (lib/usecases/core/application.ts). */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startDashboard } = await import('./lib/usecases/server/dashboard.ts');
  await startDashboard();
}
