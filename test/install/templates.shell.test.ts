import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Elements in their order, each with its attributes; throws where a tag is not closed by its own, or a sign is not escaped. */
function elementsOf(xml: string): { name: string; attributes: Record<string, string> }[] {
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml version="1\.0"\?>\n/, '')
    .replace(/<(\/?)([A-Za-z]\w*)((?:\s+\w+="[^"<&]*")*)\s*(\/?)>/g, (_, end, name, attributes, alone) => {
      if (end) {
        if (open.pop() !== name) throw new Error(`</${name}> closes another element`);
        return '';
      }
      found.push({
        name,
        attributes: Object.fromEntries(
          [...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
        ),
      });
      if (!alone) open.push(name);
      return '';
    });
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  if (/[<>]|&(?!(amp|lt|gt|quot|apos);)/.test(rest)) throw new Error(`not well-formed: ${/.*[<>&].*/.exec(rest)?.[0]}`);
  return found;
}

describe('the template for Unraid', () => {
  const elements = elementsOf(fs.readFileSync('packaging/unraid/bilge.xml', 'utf8'));
  const configs = elements.filter(({ name }) => name === 'Config').map(({ attributes }) => attributes);

  it('is well-formed, and the check can fail', () => {
    expect(() => elementsOf('<a><b></a></b>')).toThrow();
    expect(() => elementsOf('<a>x & y</a>')).toThrow();
    expect(elements[0]).toEqual({ name: 'Container', attributes: { version: '2' } });
  });

  it('has what Unraid asks of a template', () => {
    const names = elements.map(({ name }) => name);
    for (const wanted of [
      'Name',
      'Repository',
      'Network',
      'Privileged',
      'Overview',
      'Category',
      'WebUI',
      'ExtraParams',
    ])
      expect(names).toContain(wanted);
    for (const config of configs) {
      expect(Object.keys(config)).toEqual(
        expect.arrayContaining(['Name', 'Target', 'Default', 'Description', 'Type', 'Display', 'Required', 'Mask']),
      );
      expect(config.Type).toMatch(/^(Port|Path|Variable)$/);
    }
  });

  it('hides passwords, runs as 99:100 and has no socket', () => {
    for (const config of configs)
      expect(config.Mask).toBe(/PASSWORD|SECRET/.test(config.Target ?? '') ? 'true' : 'false');
    const text = fs.readFileSync('packaging/unraid/bilge.xml', 'utf8');
    expect(text).toContain('--user 99:100 --read-only');
    expect(text).not.toContain('docker.sock');
  });

  it('every variable is one that Bilge reads', () => {
    const settings = fs.readFileSync('docs/settings.md', 'utf8');
    for (const { Target, Type } of configs) if (Type === 'Variable') expect(settings).toContain(`\`${Target}\``);
  });
});

it('the app for TrueNAS runs as 568:568, without rights, and asks what its template uses', () => {
  const folder = 'packaging/truenas/bilge';
  const template = fs.readFileSync(`${folder}/templates/docker-compose.yaml`, 'utf8');
  expect(template).toContain('user: "568:568"');
  expect(template).toContain('cap_drop: [ALL]');
  const questions = fs.readFileSync(`${folder}/questions.yaml`, 'utf8');
  for (const [, variable = ''] of template.matchAll(/values\.(?:bilge|network|storage)\.(\w+)/g))
    expect(questions).toContain(`variable: ${variable}`);
});

it('the project for Synology binds a folder, has a user and no socket', () => {
  const text = fs.readFileSync('packaging/synology/compose.yaml', 'utf8');
  expect(text).toContain('- ./data:/data');
  expect(text).toMatch(/^ {4}user: "\d+:\d+"$/m);
  expect(text).not.toMatch(/docker\.sock|\t/);
});

it.each([
  'packaging/proxmox/bilge-lxc.sh',
  'packaging/deb/files/usr/bin/bilge',
  'packaging/deb/control/postinst',
  'packaging/deb/control/prerm',
  'packaging/deb/control/postrm',
])('%s is sound shell', (file) => {
  expect(() => execFileSync('shellcheck', [file])).not.toThrow();
});

it('the script for Proxmox takes the steps of INSTALL.md', () => {
  const guide = fs.readFileSync('packaging/INSTALL.md', 'utf8');
  const script = fs.readFileSync('packaging/proxmox/bilge-lxc.sh', 'utf8');
  for (const step of [
    'tar -C /opt --no-same-owner -xzf',
    'ln -sfn /opt/bilge-*-linux-* /opt/bilge',
    'useradd --system --home-dir /var/lib/bilge-dashboard',
    'install -m 0644 /opt/bilge/systemd/bilge.service',
  ])
    for (const text of [guide, script]) expect(text).toContain(step);
});
