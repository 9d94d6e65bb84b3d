/**
 * Alerts, the messages that tell of them, the channels, and the outbox. A row of the outbox is one message for one channel; its key makes
 * that a promise: the same message cannot be put in twice. The parts of channels that are secret are in `sealed`.
 */
export const alerts = `
CREATE TABLE alerts (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE alert_threads (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- how far each host's scans were looked at, and which runs were told
CREATE TABLE alert_seen (kind TEXT NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, created_at TEXT NOT NULL, json TEXT NOT NULL,
  last_success_at TEXT, last_failure_at TEXT, last_failure TEXT, failures INTEGER NOT NULL DEFAULT 0, retry_at TEXT,
  sent_total INTEGER NOT NULL DEFAULT 0, failed_total INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE outbox (
  channel_id TEXT NOT NULL REFERENCES channels(id) ON DELETE CASCADE, message_id TEXT NOT NULL, revision INTEGER NOT NULL,
  state TEXT NOT NULL, created_at TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, problem TEXT, ended_at TEXT,
  remote TEXT, json TEXT NOT NULL,
  PRIMARY KEY (channel_id, message_id, revision)
) STRICT;
CREATE INDEX outbox_open ON outbox (channel_id, created_at) WHERE state IN ('waiting', 'held');
`;
