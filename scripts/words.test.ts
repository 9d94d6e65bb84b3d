import { describe, expect, it } from 'vitest';
import { checkWords, partsOf } from './words.mjs';

const complaints = (file: string, text: string): string[] => checkWords({ files: [file], read: () => text });

describe('the words', () => {
  it.each([
    ['a string', 'bin/a.ts', "say('The owner could not be told.');", 'could not be told'],
    ['the text of an element', 'components/a.tsx', '<p>\n  Used by nobody.\n</p>', 'nobody'],
    ['a template', 'app/a.tsx', 'const words = `1 hosts on ${name}`;', '1 hosts'],
    ['a percentage with a space', 'app/a.tsx', 'const words = `${share} %`;', '} %'],
    ['a number of another formatter', 'components/a.tsx', "count.toLocaleString('en')", '.toLocaleString'],
    ['a comment', 'lib/domain/a.ts', 'const a = 1; // made anew each time', 'anew'],
    ['a comment of several lines', 'lib/domain/a.ts', '/**\n * What was set aside.\n */', 'set aside'],
    ['a name', 'components/a.tsx', 'const deed = label;', 'deed'],
    ['a document', 'README.md', 'Undo puts them back.', 'puts them back'],
  ])('are refused in %s', (_, file, text, phrase) => {
    expect(complaints(file, text).join()).toContain(`“${phrase}`);
  });

  it('name the file, the line and what to write instead', () => {
    expect(complaints('bin/a.ts', "\n\nsay('Mind: it is full.');")).toEqual(['bin/a.ts:3: “Mind: ”: write Warning:']);
  });

  it('let pass names of things that are stored, and other words', () => {
    expect(
      complaints('app/a.ts', "estimate.setAside; '.set-aside'; 'https://example.org/a b'; 'Ready: 95.7%'"),
    ).toEqual([]);
  });

  it('hold some rules for visible texts only', () => {
    expect(complaints('app/a.ts', '/** null where the size is not known */')).toEqual([]);
    expect(complaints('app/a.ts', "'The size is not known.'")).toHaveLength(1);
  });

  it('wait where they are not clean yet', () => {
    expect(complaints('docs/reference/a.md', 'Nobody made it anew.')).toEqual([]);
  });

  it('keep the lines of comments and texts apart', () => {
    const { texts, comments } = partsOf('a.ts', "const a = 'one'; // two\n/* three\n four */ const b = 'five';\n");
    expect(texts.split('\n').map((line) => line.trim())).toEqual(["const a = 'one';", '', "const b = 'five';", '']);
    expect(comments.split('\n').map((line) => line.trim())).toEqual(['// two', '/* three', 'four */', '']);
  });
});
