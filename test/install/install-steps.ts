import fs from 'node:fs';
import path from 'node:path';
import type { LabHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { projectRoot } from '../../scripts/runtime.mjs';
import type { InstallLog } from './install-log.ts';
import { unneededFiles } from './unneeded-files.ts';

const packageFolder = path.join(projectRoot, 'dist/package');

/** The one file of `dist/package` with that name. */
export function packaged(pattern: RegExp): string {
  const found = fs.readdirSync(packageFolder).filter((name) => pattern.test(name));
  if (found.length !== 1)
    throw new Error(`dist/package has ${found.length} files like ${pattern}: npm run package first`);
  return path.join(packageFolder, found[0] ?? '');
}

export async function upload(host: LabHost, file: string, target: string): Promise<void> {
  await host.exec('cat > "$1"', { args: [target], input: fs.readFileSync(file), timeoutMs: patience(120_000) });
}

/** What is in a package or an image, without files that nobody needs there. `files`: their paths, folders end with a slash. */
export function checkFiles(log: InstallLog, files: readonly string[]): void {
  // A list that was cut off, or is of something else, has no such file either.
  const whole = ['server.js', 'runtime/node', 'dist/cli/bilge.mjs', 'sbom.cdx.json', 'LICENSE'];
  const missing = whole.filter((name) => !files.some((file) => file.endsWith(`/${name}`)));
  log.check('files that are needed', missing.length === 0, missing.length === 0 ? 'all there' : missing.join(' '));
  const found = unneededFiles(
    files.filter((file) => !file.endsWith('/')),
    'x64',
  );
  log.check(
    'files that nobody needs',
    found.length === 0,
    found.length === 0 ? `none of ${files.length}` : found.slice(0, 5).join('; '),
  );
}

/** Milliseconds until the page of the first start is there whole, as a visitor on the LAN sees it. */
export async function firstPage(host: LabHost, since: number): Promise<number> {
  const url = `http://${host.address}:3000/welcome`;
  for (let attempt = 0; attempt < patience(1500); attempt += 1) {
    // Also the end of the page may be long in coming.
    const page = await fetch(url, { signal: AbortSignal.timeout(20_000) })
      .then((answer) => (answer.ok ? answer.text() : ''))
      .catch(() => '');
    if (page.includes('</html>')) return Math.round(performance.now() - since);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${url} did not answer`);
}

/** `bilge host add --make-key`, the line pasted as a person would, Enter, and a scan. `cli`: how the command line is called there. */
export async function addAndScan(host: LabHost, log: InstallLog, cli: string, address: string): Promise<void> {
  const added = await host.exec(
    `export HOME=/root
     rm -f /tmp/bilge-in /tmp/bilge-out; mkfifo /tmp/bilge-in
     (${cli} host add nas "ssh://root@$1" --trust "$2" --make-key < /tmp/bilge-in > /tmp/bilge-out 2>&1; echo "code $?" >> /tmp/bilge-out) &
     exec 3> /tmp/bilge-in
     until grep -qE '^(chmod|code)' /tmp/bilge-out; do sleep 0.2; done
     sh -c "$(grep '^chmod' /tmp/bilge-out)"
     echo >&3; wait; cat /tmp/bilge-out`,
    { args: [address, host.hostKeyFingerprint], timeoutMs: patience(120_000) },
  );
  log.check('key made by Bilge, line pasted, host added', added.stdout.includes('code 0'), lastLines(added.stdout, 3));
  const scan = await host.exec(`${cli} scan nas`, { allowFailure: true, timeoutMs: patience(120_000) });
  const said = `${scan.stdout}${scan.stderr}`;
  log.check('scan of that host', scan.code === 0, scan.code === 0 ? 'finished' : lastLines(said, 5));
}

export function lastLines(text: string, count: number): string {
  return text.trim().split('\n').slice(-count).join(' ');
}
