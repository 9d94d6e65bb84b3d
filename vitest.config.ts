import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { testsThatReplaceModules, testsWithoutTheirProgram } from './scripts/programs.mjs';
import { LongestFirst } from './test/longest-first.ts';

const lacking = testsWithoutTheirProgram();
if (lacking.length > 0 && process.env.CI) throw new Error('On CI no test may be left out for want of a program.');

const unitTests = ['{lib,bin,components,app,scripts,lab,bench,test}/**/*.test.{ts,tsx}', '*.test.ts'];
/** Unit tests that `quick` leaves to `programs`: those that start a program, and those that take seconds each. */
const notQuick = ['shell', 'long'].map(
  (kind) => `{lib,bin,components,app,scripts,lab,bench,test}/**/*.${kind}.test.ts`,
);
const noUnitTests = ['**/*.host.test.ts', '**/node_modules/**', ...lacking];
// No test asserts time; this only ends what hangs, also on a NAS-like machine that is busy.
const patience = { testTimeout: 60_000, hookTimeout: 60_000 };
// Of those that start programs or take seconds by themselves: at a load of twenty on two cores a minute was too little for some.
const longPatience = { testTimeout: 300_000, hookTimeout: 300_000 };
const everyNight = [
  'test/soak/soak.host.test.ts',
  'test/chaos/{cleanup,containerd}.host.test.ts',
  'test/states/lab-states.host.test.ts',
];
const alias = { '@': fileURLToPath(new URL('.', import.meta.url)) };

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          ...longPatience,
          include: unitTests,
          exclude: noUnitTests,
        },
      },
      {
        resolve: { alias },
        test: {
          // For `npm run check`: the unit ring without the tests that call programs (*.shell.test.ts) and those that take seconds by
          // themselves (*.long.test.ts: weeks and years that are simulated, walks over all recordings, thousands of random cases), which
          // take most of its time. One process runs many files, so each module is loaded once; `unit` runs each file in one of its own.
          name: 'quick',
          ...patience,
          include: unitTests,
          exclude: [...noUnitTests, ...notQuick, ...testsThatReplaceModules()],
          isolate: false,
          maxWorkers: os.availableParallelism(),
        },
      },
      {
        resolve: { alias },
        test: {
          // What `quick` leaves out of the unit ring: tests that call programs, long ones, and those that replace modules.
          name: 'programs',
          ...longPatience,
          include: [...notQuick, ...testsThatReplaceModules()],
          exclude: noUnitTests,
          // They wait for what they start; vitest by itself would leave a core free, which of two is half.
          maxWorkers: os.availableParallelism(),
        },
      },
      {
        resolve: { alias },
        test: {
          // Long: every boundary of every action, one kill at a time. `npm run faults`; its results are in docs/evidence.
          name: 'faults',
          include: ['test/faults/**/*.host.test.ts'],
          globalSetup: 'lab/vitest-set-up.ts',
          testTimeout: 600_000,
          hookTimeout: 240_000,
          maxWorkers: 1,
        },
      },
      {
        resolve: { alias },
        test: {
          // `npm run nightly`: host tests of minutes, random load and soaking among them, that would make `npm test` longer than 45 minutes.
          name: 'nightly',
          include: everyNight,
          globalSetup: 'lab/vitest-set-up.ts',
          setupFiles: 'lab/vitest-patience.ts',
          maxWorkers: 1,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'host',
          include: ['{lib,bin,lab,test}/**/*.host.test.ts'],
          exclude: ['test/faults/**', ...everyNight, '**/node_modules/**'],
          globalSetup: 'lab/vitest-set-up.ts',
          // Sets the time limits of tests and hooks by what the set-up measured.
          setupFiles: 'lab/vitest-patience.ts',
          // Two cores: more hosts at once only make each test slower (tried with three: the kernel works as much as the tests).
          maxWorkers: 2,
        },
      },
    ],
  },
});
