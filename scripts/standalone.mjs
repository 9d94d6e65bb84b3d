// Next leaves static files out of the standalone folder; this puts them beside the server and stamps the build.
import fs from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { escapeSources } from './one-byte.mjs';
import { projectRoot } from './runtime.mjs';

const standalone = path.join(projectRoot, '.next/standalone');
// A path that Next cannot follow makes it carry the whole project along, sources and tests; its warning names the line.
if (fs.existsSync(path.join(standalone, 'vitest.config.ts')))
  throw new Error('Next took the whole project for a part of the server: see “Dynamic filesystem access” above.');
fs.cpSync(path.join(projectRoot, '.next/static'), path.join(standalone, '.next/static'), { recursive: true });
fs.cpSync(path.join(projectRoot, 'public'), path.join(standalone, 'public'), { recursive: true });
fs.copyFileSync(path.join(projectRoot, 'scripts/listen.mjs'), path.join(standalone, 'listen.mjs'));
fs.cpSync(path.join(projectRoot, 'scripts/listen'), path.join(standalone, 'listen'), { recursive: true });
// The door judges the Host header before Next starts to work: by the same rule as proxy.ts, which is not there uncompiled.
const hostRule = fs.readFileSync(path.join(projectRoot, 'lib/access/host-header.ts'), 'utf8');
fs.writeFileSync(path.join(standalone, 'listen/host-header.mjs'), stripTypeScriptTypes(hostRule));
// Pasted text is judged in a thread of its own (lib/usecases/diagnosis/diagnose-apart.ts), which starts from one file beside the server.
const thread = await rolldown({
  cwd: projectRoot,
  input: 'lib/usecases/diagnosis/diagnose-worker.ts',
  platform: 'node',
  external: /^node:/,
  logLevel: 'warn',
});
await thread.write({ file: path.join(standalone, 'diagnose-worker.mjs'), format: 'esm', codeSplitting: false });
await thread.close();
escapeSources(path.join(standalone, '.next/server'));
fs.writeFileSync(path.join(standalone, '.built'), new Date().toISOString());
