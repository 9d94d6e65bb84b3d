import { defineCheck } from '../define-check.ts';
import { removedDriverFinding } from '../removed-driver.ts';

export default defineCheck({
  id: 'overlay-removed-driver',
  title: 'Storage driver overlay (v1, removed in Docker 24.0)',
  why: 'The first overlay driver hard-links every file of every layer into the next one. It uses so many inodes that the disk reports “no space left” with free space. Docker removed it in 24.0.',
  needs: ['engine'],
  drivers: ['overlay'],
  run(_, { facts }) {
    return removedDriverFinding({
      facts,
      driver: 'overlay',
      removedIn: '24.0',
      severity: 'warning',
      because:
        'It also uses up inodes, because it hard-links the files of each layer into the next one; overlay2 does not.',
    });
  },
});
