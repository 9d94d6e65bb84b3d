/** vitest's `globalSetup` of the rings that start hosts: runs once, in the process that starts the workers. */
import { setUpLab } from './set-up.ts';

export default async function setup(): Promise<void> {
  await setUpLab();
}
