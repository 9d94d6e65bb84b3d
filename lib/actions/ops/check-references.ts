import { z } from 'zod';
import { looksOnly } from '../../demo/simulated-op.ts';
import { defineOp } from './op.ts';

const titles = {
  before: 'Check the directories of all images and containers',
  canary:
    'Check the directories of all images and containers after the first layer; if any is missing, restore it and stop',
  after: 'Check the directories of all images and containers again; if any is missing, restore everything',
} as const;

export default defineOp({
  id: 'check-references',
  args: z.object({ when: z.enum(['before', 'canary', 'after']) }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['check-references'],
  guards: [],
  leaves: null,
  tools: [],
  simulated: looksOnly,
  title: ({ when }) => titles[when],
  words: ({ when }) => ({ when }),
});
