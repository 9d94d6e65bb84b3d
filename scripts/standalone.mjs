// Next leaves static files out of the standalone folder; this puts them beside the server and stamps the build.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from './runtime.mjs';

const standalone = path.join(projectRoot, '.next/standalone');
fs.cpSync(path.join(projectRoot, '.next/static'), path.join(standalone, '.next/static'), { recursive: true });
fs.cpSync(path.join(projectRoot, 'public'), path.join(standalone, 'public'), { recursive: true });
fs.copyFileSync(path.join(projectRoot, 'scripts/listen.mjs'), path.join(standalone, 'listen.mjs'));
fs.writeFileSync(path.join(standalone, '.built'), new Date().toISOString());
