import { dashboardItself, type JobKind } from '../jobs/job-kind.ts';
import { applyDeclared, declaredPath } from './apply-declared.ts';
import { declaredStatus } from './declared-store.ts';

const everyMs = 5 * 60_000;

/** At the start, on SIGHUP, and every few minutes: what could not be done is tried again, and a file that changed is seen. */
export const declaredJob: JobKind = {
  id: 'declared',
  title: 'Read bilge.yaml',
  isQuick: true,
  subjects: (app) => (declaredPath(app) === null ? [] : dashboardItself),
  everyMs: () => everyMs,
  backOff: () => ({ firstMs: everyMs, longestMs: everyMs }),
  async work({ app }) {
    await applyDeclared(app);
    const status = declaredStatus(app);
    const said = status === null ? undefined : (status.problem ?? status.pending[0]);
    return said === undefined ? undefined : { said };
  },
  listen: (app, wake) => {
    const reload = (): void => wake('');
    process.on('SIGHUP', reload);
    // A host that was scanned for the first time may have its schedule now.
    const stop = app.events.subscribe(({ type }) => {
      if (type === 'hosts') wake('');
    });
    return () => {
      process.off('SIGHUP', reload);
      stop();
    };
  },
};
