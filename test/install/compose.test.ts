import fs from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = 'packaging/compose';
const files = fs.readdirSync(folder);

/** The lines of the service `bilge`: up to the next key at its depth. */
function bilgeService(file: string): string {
  const text = fs.readFileSync(`${folder}/${file}`, 'utf8');
  const found = /^ {2}bilge:\n((?: {4,}.*\n|\n)+)/m.exec(text)?.[1];
  if (found === undefined) throw new Error(`${file} has no service bilge`);
  return found;
}

it('there are three ways', () => {
  expect(files.toSorted()).toEqual(['compose.socket-proxy.yaml', 'compose.socket.yaml', 'compose.yaml']);
});

describe.each(files)('%s', (file) => {
  const service = bilgeService(file);

  it.each([
    ['runs as no root', /^ {4}user: "(?!0)\d+:\d+"$/m],
    ['cannot write to its image', /^ {4}read_only: true$/m],
    ['has a folder in memory for what is temporary', /tmpfs:\n {6}- \/tmp$/m],
    ['has no capability', /cap_drop: \[ALL\]/],
    ['gains none', /no-new-privileges:true/],
    ['is not tried for ever', /restart: on-failure:\d/],
    ['keeps its data in a named volume', /- bilge-data:\/data$/m],
    ['has a bound of memory', /mem_limit: 512m/],
  ])('%s', (_, pattern) => {
    expect(service).toMatch(pattern);
  });

  it('is not privileged, and has the socket only where its name says so', () => {
    expect(service).not.toMatch(/privileged|pid: host|network_mode/);
    expect(/docker\.sock/.test(service)).toBe(file === 'compose.socket.yaml');
  });

  it('has no tab, no placeholder, and every volume it names', () => {
    const text = fs.readFileSync(`${folder}/${file}`, 'utf8');
    expect(text).not.toMatch(/\t|TODO/);
    expect(text).toMatch(/^volumes:\n {2}bilge-data:$/m);
  });
});
