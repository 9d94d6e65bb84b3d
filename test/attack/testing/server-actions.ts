import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../../../.next/standalone/.next/server/', import.meta.url));

export interface BuiltAction {
  /** what a browser sends in `Next-Action`; it stands in the scripts of the pages, so it is no secret */
  id: string;
  name: string;
}

/** Every server action of the build, by the framework's own list. */
export function builtActions(): BuiltAction[] {
  const manifest = JSON.parse(fs.readFileSync(`${built}server-reference-manifest.json`, 'utf8')) as {
    node: Record<string, { exportedName?: string; filename?: string }>;
  };
  return Object.entries(manifest.node).map(([id, { exportedName = '' }]) => ({ id, name: exportedName }));
}

/** An address of every page of the build: a parameter gets a word that is nothing. */
export function builtPages(): string[] {
  const manifest = JSON.parse(fs.readFileSync(`${built}app-paths-manifest.json`, 'utf8')) as Record<string, string>;
  const pages = Object.keys(manifest).filter((name) => name.endsWith('/page') && !name.startsWith('/_'));
  return pages.map((name) =>
    name
      .replace(/\/page$/, '')
      .replace(/\/\([^)]*\)/g, '')
      .replace(/\[[^\]]*\]/g, 'nothing')
      .replace(/^$/, '/'),
  );
}

/** As a browser posts it: the arguments as React writes them where they are plain data. */
export function actionPost(input: {
  port: number;
  path: string;
  id: string;
  args: readonly unknown[];
  host: string;
  cookie?: string;
  more?: Record<string, string>;
}) {
  const body = JSON.stringify(input.args);
  return {
    port: input.port,
    method: 'POST',
    path: input.path,
    body,
    headers: {
      host: input.host,
      origin: `http://${input.host}`,
      accept: 'text/x-component',
      'content-type': 'text/plain;charset=UTF-8',
      'content-length': String(Buffer.byteLength(body)),
      'next-action': input.id,
      ...(input.cookie === undefined ? {} : { cookie: input.cookie }),
      ...input.more,
    },
  };
}
