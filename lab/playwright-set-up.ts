/** Playwright's `globalSetup`: stories start hosts too, and their clock runs from the first line. */
import { setUpLab } from './set-up.ts';

export default async function setup(): Promise<void> {
  await setUpLab();
}
