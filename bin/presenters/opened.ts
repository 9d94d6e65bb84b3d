/**
 * What the current command has opened and must close at the end. Not in `application.ts`, because that loads the whole library,
 * and `bilge --version` opens nothing.
 */
let close: (() => Promise<void>) | null = null;

export function closeAtEnd(closing: () => Promise<void>): void {
  close = closing;
}

export async function closeOpened(): Promise<void> {
  const closing = close;
  close = null;
  await closing?.();
}
