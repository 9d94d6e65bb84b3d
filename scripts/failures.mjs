// What failed, read from the reports of the test runners: told again at the very end of `npm test`, so that whoever gets only
// the end of a long log (a CI page, a mail) knows where to begin.
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Two lines for each failure: file and test, and the first line of what it said. `file` is made relative to `root`. */
function told(root, file, test, message) {
  const first = stripVTControlCharacters(String(message ?? ''))
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '');
  return [
    `${path.relative(root, path.resolve(root, file))} › ${test}`,
    ...(first ? [`    ${first.slice(0, 300)}`] : []),
  ];
}

/** Failures of a report by `vitest --reporter=json`. A file that does not load has no test of its own and is told by its name. */
export function failuresOfVitest(report, root) {
  return report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0)
      return file.status === 'failed' ? told(root, file.name, 'the file itself', file.message) : [];
    return failed.flatMap((test) => told(root, file.name, test.fullName, test.failureMessages?.[0]));
  });
}

/** Failures of a report by `playwright test --reporter=json`: what failed, and what passed only at a second try. */
export function failuresOfPlaywright(report, root) {
  const specs = (suites = []) => suites.flatMap((suite) => [...(suite.specs ?? []), ...specs(suite.suites)]);
  return specs(report.suites).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'unexpected' || test.status === 'flaky')
      .flatMap((test) =>
        told(
          root,
          path.join(report.config.rootDir, spec.file),
          spec.title,
          test.results.find((result) => result.error)?.error.message,
        ),
      ),
  );
}
