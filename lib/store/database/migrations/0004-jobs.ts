/**
 * What Bilge does by itself, one row for each job: it survives a restart, and the command line and every page see the same. `next_at_ms`
 * is the wall clock's.
 */
export const jobs = `
CREATE TABLE jobs (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, host_id TEXT REFERENCES hosts(id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'held')),
  attempts INTEGER NOT NULL, next_at_ms INTEGER NOT NULL,
  begun_at_ms INTEGER, ended_at_ms INTEGER, took_ms INTEGER, problem TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_by_host ON jobs (host_id);
`;
