import { describe, expect, it } from 'vitest';
import { failuresOfPlaywright, failuresOfVitest } from './failures.mjs';

const root = '/project';

describe('what failed is told at the end', () => {
  it('a failed test by its file, its name and the first line that it said, without colours', () => {
    const report = {
      testResults: [
        {
          name: '/project/lib/a.test.ts',
          status: 'failed',
          assertionResults: [
            { status: 'passed', fullName: 'a holds' },
            {
              status: 'failed',
              fullName: 'a breaks',
              failureMessages: ['\n\u001b[31mAssertionError\u001b[39m: 1 is 2\n  at x'],
            },
          ],
        },
      ],
    };
    expect(failuresOfVitest(report, root)).toEqual(['lib/a.test.ts › a breaks', '    AssertionError: 1 is 2']);
  });

  it('a file that does not load', () => {
    const report = {
      testResults: [
        { name: '/project/lib/b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      ],
    };
    expect(failuresOfVitest(report, root)).toEqual(['lib/b.test.ts › the file itself', '    no such module']);
  });

  it('a story that failed, and one that passed only at a second try', () => {
    const spec = (title: string, status: string, results: object[]) => ({
      title,
      file: 'one.e2e.ts',
      tests: [{ status, results }],
    });
    const report = {
      config: { rootDir: '/project/test/e2e' },
      suites: [
        {
          specs: [spec('fine', 'expected', [{}])],
          suites: [
            {
              specs: [spec('lost', 'unexpected', [{ error: { message: 'no button' } }]), spec('lucky', 'flaky', [{}])],
            },
          ],
        },
      ],
    };
    expect(failuresOfPlaywright(report, root)).toEqual([
      'test/e2e/one.e2e.ts › lost',
      '    no button',
      'test/e2e/one.e2e.ts › lucky',
    ]);
  });
});
