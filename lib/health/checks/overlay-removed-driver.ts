import { defineCheck } from '../define-check.ts';
import { removedDriverFinding } from '../removed-driver.ts';

export default defineCheck({
  id: 'overlay-removed-driver',
  title: 'Storage driver overlay (v1, removed in engine 24)',
  why: 'The first overlay driver hard-links every file of every layer into the next: it eats inodes, until the disk reports “no space left” with bytes to spare. It is gone from Docker 24.0 on.',
  needs: ['engine'],
  drivers: ['overlay'],
  run(_, { facts }) {
    return removedDriverFinding({
      facts,
      driver: 'overlay',
      removedIn: '24.0',
      severity: 'warning',
      because: 'It hard-links the files of each layer into the next one and so uses up inodes; overlay2 does not.',
    });
  },
});
