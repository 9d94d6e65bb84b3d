/**
 * The newest scans of each host as one row each, and facts that name what they differ from: both so that watching writes little
 * (docs/evidence/written.md). A base stays as long as facts name it.
 */
export const fewerWrites = `
CREATE TABLE recent_samples (
  host_id TEXT NOT NULL REFERENCES hosts(id) ON DELETE CASCADE, at_ms INTEGER NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY (host_id, at_ms)
) STRICT, WITHOUT ROWID;
ALTER TABLE facts ADD COLUMN base TEXT;
`;
