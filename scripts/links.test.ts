import { describe, expect, it } from 'vitest';
import { anchorsOf, checkLinks } from './links.mjs';

const complaints = (files: Record<string, string>): string[] =>
  checkLinks({
    files: Object.keys(files).filter((file) => !file.endsWith('.png')),
    read: (file) => files[file] ?? '',
    exists: (file) => file in files,
  });

const page = '# Docker on disk\n\n## The birth gate\n\nWords.\n';
// In pieces, so that the check itself does not meet them in this file.
const reference = `docs/${'reference/docker-on-disk.md'}`;

describe('links', () => {
  it('lets pass what is there', () => {
    expect(
      complaints({
        [reference]: page,
        'docs/shot.png': '',
        'docs/other.md': `[gate](reference/docker-on-disk.md#the-birth-gate) ![a](shot.png) [web](https://example.org/none#x) [up](#own)\n\n# Own\n`,
        'README.md': `[docs](${reference})\n\nSee \`${reference}#the-birth-gate\`.\n`,
        'lib/a.ts': `/** The gate (${reference}#the-birth-gate). */\nexport const a = 1; // ${reference}\n`,
        'lib/b.sh': `# ${reference}#the-birth-gate: why\n`,
      }),
    ).toEqual([]);
  });

  it.each([
    ['a file that is not there', 'docs/other.md', '[x](reference/none.md)', 'docs/reference/none.md is not there'],
    ['a heading that is not there', 'docs/other.md', '[x](reference/docker-on-disk.md#none)', 'no heading #none'],
    ['a heading of its own page', 'docs/other.md', '# One\n\n[x](#two)', 'docs/other.md has no heading #two'],
    ['a picture', 'README.md', '![x](docs/none.png)', 'docs/none.png is not there'],
    ['a source file', 'docs/other.md', 'It is in `lib/none.ts`.', 'lib/none.ts is not there'],
    ['a citation in a document', 'CONTRIBUTING.md', `see \`${reference}#none\``, 'no heading #none'],
    ['a citation in a comment', 'lib/a.ts', `/**\n * The gate (${reference}#none).\n */`, 'no heading #none'],
    ['a citation behind code', 'lib/a.tsx', `const a = 1; // ${reference}#none`, 'no heading #none'],
    ['a citation in shell', 'lib/a.sh', `# ${reference.replace('docker', 'none')}`, 'none-on-disk.md is not there'],
    ['a citation in a script', 'scripts/a.mjs', `// ${reference}#none`, 'no heading #none'],
  ])('finds %s', (_, file, text, complaint) => {
    const found = complaints({ [reference]: page, [file]: text });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(complaint);
    expect(found[0]).toMatch(new RegExp(`^${file}:\\d+: `));
  });

  it.each([
    `docker-on-disk ${2.7} G1`,
    'docker-on-disk.md section 9',
    'see platforms.md',
    'health-checks.md: the ids',
    'the contract of interfaces.md',
    'the table of DESIGN section 3',
    'as seed 004 shows',
    'law 8',
    'trap 9',
    'G13: a plan',
    '(R5)',
  ])('refuses a name without a place: %s', (words) => {
    expect(complaints({ 'lib/a.ts': `// ${words}\n` })[0]).toMatch(/^lib\/a\.ts:1: “.*” leads nowhere/);
    expect(complaints({ 'lib/a.ts': `const a = '${words}';\n` })).toEqual([]);
  });

  it('lets numbers of a list stand alone where the file says which list', () => {
    const list = 'docs/reference/guard-lessons.md';
    expect(complaints({ [list]: '### G4\n', 'lib/a.ts': `// G4 and G13 of ${list}\n// G4 again\n` })).toEqual([]);
  });

  it('makes the anchors that GitHub makes', () => {
    const text =
      '# A `b.c` & d\n## A [link](x.md) here\n## Twice\n## Twice\n1. <a id="law-1"></a>One\n```\n# no heading\n```\n';
    expect([...anchorsOf(text)]).toEqual(['a-bc--d', 'a-link-here', 'twice', 'twice-1', 'law-1']);
  });
});
