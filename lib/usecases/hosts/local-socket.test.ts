import fs from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryDirectory } from '../../store/testing/temporary-store.ts';
import { findLocalSocket } from './local-socket.ts';

it('finds none where there is none', () => {
  expect(findLocalSocket(['/nowhere/docker.sock'])).toBeNull();
});

it('says whose socket it is, and whether this process may open it', () => {
  const file = path.join(temporaryDirectory(), 'docker.sock');
  fs.writeFileSync(file, '', { mode: 0o600 });
  const { uid, gid } = fs.statSync(file);
  expect(findLocalSocket(['/nowhere/docker.sock', file])).toEqual({ path: file, uid, gid, isOpen: true });
  // Tests run as root, whom no mode keeps out.
  vi.spyOn(fs, 'accessSync').mockImplementation(() => {
    throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
  });
  expect(findLocalSocket([file])?.isOpen).toBe(false);
  vi.restoreAllMocks();
});
