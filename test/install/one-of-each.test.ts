import fs from 'node:fs';
import { describe, expect, it } from 'vitest';

/** What several files of the packaging say: one version, one Node, one port. */
const read = (file: string): string => fs.readFileSync(file, 'utf8');
const found = (file: string, pattern: RegExp): string[] =>
  [...read(file).matchAll(pattern)].map(([, value = '']) => value);
const { version, optionalDependencies } = JSON.parse(read('package.json')) as {
  version: string;
  optionalDependencies: Record<string, string>;
};

it('one version: of the package, the label of the image and the app for TrueNAS', () => {
  expect(found('Dockerfile', /^ARG VERSION=(\S+)$/gm)).toEqual([version]);
  expect(read('Dockerfile')).toContain('org.opencontainers.image.version="$VERSION"');
  expect(found('packaging/truenas/bilge/app.yaml', /^app_version: (\S+)$/gm)).toEqual([version]);
});

it('one Node: of the packages, the image that builds, and CI', () => {
  const bundled = [
    ...new Set(
      Object.entries(optionalDependencies).flatMap(([name, at]) => (name.startsWith('node-linux-') ? [at] : [])),
    ),
  ];
  expect(bundled).toHaveLength(1);
  const major = bundled[0]?.split('.', 1)[0];
  const used = ['Dockerfile', '.github/workflows/check.yml', '.github/workflows/nightly.yml'].flatMap((file) => {
    const images = found(file, /\bnode:(\d+)-/g);
    expect(images, file).not.toEqual([]);
    return images;
  });
  expect([...new Set(used)]).toEqual([major]);
});

describe('one port, 3000', () => {
  it.each([
    ['Dockerfile', /\bPORT=(\d+)|^EXPOSE (\d+)$/gm],
    ['packaging/compose/compose.yaml', /^ {6}- "(\d+:\d+)"$/gm],
    ['packaging/compose/compose.socket.yaml', /^ {6}- "(\d+:\d+)"$/gm],
    ['packaging/compose/compose.socket-proxy.yaml', /^ {6}- "(\d+:\d+)"$/gm],
    ['packaging/synology/compose.yaml', /^ {6}- "(\d+:\d+)"$/gm],
    ['packaging/truenas/bilge/ix_values.yaml', /internal_port: (\d+)/g],
    ['packaging/unraid/bilge.xml', /\[PORT:(\d+)\]|Target="(\d+)" Default="\d+"|Target="\d+" Default="(\d+)"/g],
    ['packaging/deb/files/etc/default/bilge', /^PORT=(\d+)$/gm],
    ['packaging/INSTALL.md', /PORT=(\d+)/g],
    ['packaging/proxmox/bilge-lxc.sh', /PORT=(\d+)/g],
  ])('%s', (file, pattern) => {
    const ports = [...read(file).matchAll(pattern)].flatMap((match) =>
      match.slice(1).flatMap((part) => part?.split(':') ?? []),
    );
    expect([...new Set(ports)]).toEqual(['3000']);
  });
});
