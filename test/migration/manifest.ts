import fs from 'node:fs';
import type { LabHost } from '../../lab/lab.ts';

const script = fs.readFileSync(new URL('manifest.py', import.meta.url));

/** Every fact of a Docker host that a move must not change, one a line. */
export async function manifestOf(host: LabHost): Promise<string[]> {
  await host.putFile('/root/manifest.py', script);
  const { stdout } = await host.exec(
    `python3 /root/manifest.py "$(docker info --format '{{.DockerRootDir}}')" /mnt/second/docker-image /mnt/second/docker /var/lib/docker`,
    { timeoutMs: 300_000 },
  );
  return stdout.split('\n').filter((line) => line !== '');
}

/** What differs, shortened. The container that was started with --rm goes when Docker stops, and a hole more is no difference. */
export function changesBetween(before: readonly string[], after: readonly string[]): string[] {
  const gone = passing(before);
  const isExpected = (line: string): boolean => line.startsWith('hole ') || gone.some((part) => line.includes(part));
  const [was, is] = [new Set(before), new Set(after)];
  const lost = before.filter((line) => !is.has(line) && !isExpected(line)).map((line) => `- ${line}`);
  const holes = before.filter((line) => line.startsWith('hole ') && !is.has(line)).map((line) => `- ${line}`);
  const added = after.filter((line) => !was.has(line) && !isExpected(line)).map((line) => `+ ${line}`);
  return [...lost, ...holes, ...added].map((line) => line.slice(0, 600));
}

/** Its id and the ids of its layers. */
function passing(lines: readonly string[]): string[] {
  const line = lines.find((each) => each.startsWith('container ') && each.includes('"Name": "/passing"'));
  if (line === undefined) return [];
  const [, id = ''] = line.split(' ');
  const layer = /overlay2\/([0-9a-f]{64})\/diff"/.exec(/"UpperDir": "[^"]*"/.exec(line)?.[0] ?? '')?.[1];
  return layer === undefined ? [id] : [id, layer];
}
