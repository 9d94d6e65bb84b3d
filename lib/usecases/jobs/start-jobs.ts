import type { Application } from '../core/application.ts';
import type { JobKind } from './job-kind.ts';
import { JobRunner } from './job-runner.ts';

/** For the process that serves. @returns how it ends */
export function startJobs(app: Application, kinds: readonly JobKind[]): () => void {
  const runner = new JobRunner(app, kinds);
  app.jobs = runner;
  runner.start();
  return () => {
    void runner.stop();
    if (app.jobs === runner) app.jobs = null;
  };
}
