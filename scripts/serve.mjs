// Becomes the built dashboard, in the foreground. Used by `npm run up` (scripts/up.sh) and `bilge serve`.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment, dashboardFlags, nodeBinary, projectRoot, standaloneServer } from './runtime.mjs';

export function dataDirectory() {
  return path.resolve(process.env.BILGE_DATA ?? path.join(projectRoot, 'data'));
}

/**
 * Does not return: the server needs flags and a preload, so this process is replaced by it. No launcher stays beside it that
 * costs memory and has to pass signals on.
 */
export function serve({ demo = false } = {}) {
  const host = process.env.BILGE_HOST ?? '127.0.0.1';
  const data = dataDirectory();
  const node = nodeBinary();
  const preload = path.join(path.dirname(standaloneServer), 'listen.mjs');
  const environment = childEnvironment({
    NODE_ENV: 'production',
    PORT: process.env.PORT ?? process.env.BILGE_PORT ?? '3000',
    HOSTNAME: host,
    BILGE_DATA: data,
    BILGE_LISTEN: host,
    // glibc gives each thread its own arena and keeps what was freed there: with two of them 10 MB less are held (docs/evidence/answers.md).
    MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2',
    ...(demo ? { BILGE_DEMO: '1' } : {}),
  });
  process.chdir(projectRoot);
  process.execve(node, [node, ...dashboardFlags, '--import', preload, standaloneServer], environment);
}

// Installed below a link (/opt/bilge), it is called by one name and known to Node by another.
const isCalled = process.argv[1] !== undefined && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (isCalled) serve({ demo: process.argv.includes('--demo') });
