import { expect, it } from 'vitest';
import { exampleHost } from '../testing/example-host.ts';
import { openSession } from './open-session.ts';

it('opens nothing to a demo host, whoever asks', async () => {
  await expect(openSession(exampleHost('demo:nas'), {})).rejects.toThrow(
    /is a demo host: there is nothing to connect to/,
  );
});
