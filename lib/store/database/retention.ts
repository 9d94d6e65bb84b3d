import type { Samples } from '../scans/samples.ts';
import type { Database } from './database.ts';
import { removeOldCopies } from './old-copies.ts';

/** How long what is. One place, which docs/decisions/0006-storage-contract.md explains. */
const days = {
  /** journals and plans of runs, steps of a run's summary, closed findings, audit, measurements of what no listing names */
  record: 400,
  /** plans that were never applied */
  unusedPlan: 30,
  /** the shortest that an audit line is kept, however many there are */
  auditAtLeast: 90,
};
const mostAuditLines = 200_000;
const batch = 2_000;

export interface Retired {
  what: 'copies' | 'samples' | 'measurements' | 'journals' | 'plans' | 'run-steps' | 'findings' | 'audit';
  rows: number;
}

export interface Retention {
  /** Removes what is older than its bound, a little at each step, so that a server answers in between. */
  retire(now: Date): Generator<Retired>;
}

export function retentionQueries(database: Database, samples: Samples): Retention {
  const allow = database.query('UPDATE retention SET before = ? WHERE kind = ?');
  const oldJournals = database.query<{ id: string }>(
    `SELECT id FROM runs WHERE created_at < ? AND EXISTS (SELECT 1 FROM journal WHERE run_id = runs.id)`,
  );
  const removeJournal = database.query('DELETE FROM journal WHERE run_id = ?');
  // A demo host is its recording with the steps of its runs done to it, so its plans and steps stay.
  const isDemo = `CASE WHEN json_valid(json) THEN json_extract(json, '$.isDemo') END`;
  const removePlans = database.query(
    `DELETE FROM plans WHERE (state <> 'used' AND created_at < $unused) OR (created_at < $record AND ${isDemo} IS NULL)`,
  );
  const dropSteps = database.query(
    `UPDATE runs SET json = json_set(json, '$.steps', json('[]'), '$.notes', json_array($note))
     WHERE created_at < $record AND ended_at IS NOT NULL AND ${isDemo} IS NULL
       AND CASE WHEN json_valid(json) THEN json_array_length(json, '$.steps') END > 0`,
  );
  // Without the line of its opening an open finding could not be muted.
  const removeFindings = database.query(
    `DELETE FROM finding_history WHERE at < ? AND NOT EXISTS (SELECT 1 FROM open_findings
       WHERE open_findings.host_id = finding_history.host_id AND open_findings.key = finding_history.key)`,
  );
  const removeMeasurements = database.query('DELETE FROM measurements WHERE measured_at < ? AND identity IS NULL');
  const audited = database.query<{ n: number }>('SELECT count(*) AS n FROM audit');
  const removeAudit = database.query(
    `DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? ORDER BY id LIMIT ?)`,
  );

  /** The trigger lets go of what is older than `before`, only until this returns. */
  function allowed(kind: 'journal' | 'audit', before: string, work: () => number): number {
    return database.transaction(() => {
      allow.run(before, kind);
      const rows = work();
      allow.run('', kind);
      return rows;
    });
  }

  function* retireAudit(before: string, most: number): Generator<Retired> {
    for (let left = most; left > 0; ) {
      const rows = allowed('audit', before, () => removeAudit.run(before, Math.min(left, batch)));
      yield { what: 'audit', rows };
      if (rows < batch) return;
      left -= rows;
    }
  }

  return {
    *retire(now) {
      const before = (count: number): string => new Date(now.getTime() - count * 86_400_000).toISOString();
      const record = before(days.record);
      for (const rows of samples.thin(now.toISOString())) yield { what: 'samples', rows };
      yield { what: 'measurements', rows: removeMeasurements.run(record) };
      for (const { id } of oldJournals.all(record)) {
        yield { what: 'journals', rows: allowed('journal', record, () => removeJournal.run(id)) };
      }
      yield { what: 'plans', rows: removePlans.run({ record, unused: before(days.unusedPlan) }) };
      const note = 'The steps of this run and its journal were removed after 13 months.';
      yield { what: 'run-steps', rows: dropSteps.run({ record, note }) };
      yield { what: 'findings', rows: removeFindings.run(record) };
      yield* retireAudit(record, Number.POSITIVE_INFINITY);
      const tooMany = (audited.get()?.n ?? 0) - mostAuditLines;
      if (tooMany > 0) yield* retireAudit(before(days.auditAtLeast), tooMany);
      yield { what: 'copies', rows: removeOldCopies(database.file) };
    },
  };
}
