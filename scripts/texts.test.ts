import { describe, expect, it } from 'vitest';
import { checkTexts } from './texts.mjs';

const complaints = (source: string, file = 'components/layers/layer-table.tsx'): string[] =>
  checkTexts({ files: [file], read: () => source });

describe('a component holds no text of its own', () => {
  it.each([
    ['in an element', '<p>Nothing refers to it.</p>', 'Nothing refers to it.'],
    ['over several lines', '<p>\n  Nothing refers\n  to it.\n</p>', 'Nothing refers to it.'],
    ['beside a value', '<p>Measured and empty: {rows}.</p>', 'Measured and empty:'],
    ['with a hyphen', '<p>walked on a read-only view of it</p>', 'walked on a read-only view of it'],
    ['as an attribute', '<Notice title="The finding was not muted" />', 'The finding was not muted'],
    ['in a branch', "<p>{busy ? 'Reading from the host…' : label}</p>", 'Reading from the host…'],
    ['in a template', '<p title={`Free space on ${name} by row`} />', 'Free space on … by row'],
    ['as an argument', "say({ kind: 'pass', title: 'It was tried again' })", 'It was tried again'],
    ['in an array', "const rows = [['/', 'Filter what is on this page']]", 'Filter what is on this page'],
  ])('%s', (_, source, text) => {
    expect(complaints(source)).toEqual([expect.stringContaining(`“${text}”`)]);
  });

  it('and the place is named', () => {
    expect(complaints('\n\nconst a = <p>Nothing refers to it.</p>;')).toEqual([
      'components/layers/layer-table.tsx:3: “Nothing refers to it.”: texts stand in the words file of the room',
    ]);
  });
});

describe('nothing else is taken for a text', () => {
  it.each([
    ['a word or two', '<p>{count} not measured</p>'],
    ['classes', '<p className="flex items-center gap-2" />'],
    ['classes in a list', "const grid = 'sm:grid-cols-[2rem_minmax(14rem,1fr)] max-sm:hidden relative';"],
    ['classes in a call', "classNames('truncate', isSelected && 'flex relative absolute block')"],
    ['an import', "import { rows } from 'a b c d';"],
    ['an error for the log', "throw new TypeError('this is no journal entry');"],
    ['a command to copy', '<CommandLine command="bilge restore FILE now" />'],
    ['a header', '<code>Authorization: Bearer bilge_…</code>'],
    ['an address', '<Link href={`/hosts/${host}/layers?kind=orphan&view=tree`} />'],
    ['a type', "type Way = 'as one does it' | 'as one may do it';"],
    ['a comment', '// it goes on where it ended'],
  ])('%s', (_, source) => expect(complaints(source)).toEqual([]));

  it.each(['components/layers/layer-words.ts', 'components/layers/a.test.tsx', 'lib/a.ts', 'app/api/v1/a.ts'])(
    'what stands in %s',
    (file) => expect(complaints("const a = 'Nothing refers to it.';", file)).toEqual([]),
  );
});
