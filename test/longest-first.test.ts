import { expect, it } from 'vitest';
import { missingFiles } from './longest-first.ts';

it('the files that are run first exist', () => expect(missingFiles(process.cwd())).toEqual([]));
