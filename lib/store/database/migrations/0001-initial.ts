/**
 * Times are ISO 8601 UTC text, which sorts as time; samples hold milliseconds because they are many.
 * Columns without a type (`name`, `object`) hold file names: text, or the raw bytes where a name is not UTF-8 (name-column.ts).
 * What belongs to a host goes with it; plans, runs, journal and audit outlive it, because they are the record of what was done.
 */
export const initialSchema = `
CREATE TABLE settings (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE sealed (
  owner TEXT NOT NULL, field TEXT NOT NULL, box BLOB NOT NULL,
  PRIMARY KEY (owner, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
  collection TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, updated_at TEXT NOT NULL,
  PRIMARY KEY (collection, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE hosts (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, url TEXT NOT NULL, settings TEXT NOT NULL,
  declared INTEGER NOT NULL, created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER host_secrets_go AFTER DELETE ON hosts BEGIN DELETE FROM sealed WHERE owner = OLD.id; END;

CREATE TABLE host_states (
  host_id TEXT PRIMARY KEY REFERENCES hosts(id) ON DELETE CASCADE,
  state TEXT NOT NULL, at TEXT, problem TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (
  id TEXT PRIMARY KEY, host_id TEXT NOT NULL REFERENCES hosts(id) ON DELETE CASCADE,
  collected_at TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE INDEX facts_by_host ON facts (host_id, collected_at);

CREATE TABLE derived (
  host_id TEXT NOT NULL REFERENCES hosts(id) ON DELETE CASCADE, kind TEXT NOT NULL,
  based_on TEXT NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (host_id, kind)
) STRICT;

CREATE TABLE series (
  id INTEGER PRIMARY KEY, host_id TEXT NOT NULL REFERENCES hosts(id) ON DELETE CASCADE, name TEXT NOT NULL,
  UNIQUE (host_id, name)
) STRICT;
CREATE TABLE samples (
  series_id INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE, at_ms INTEGER NOT NULL, value REAL NOT NULL,
  PRIMARY KEY (series_id, at_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE check_outcomes (
  host_id TEXT NOT NULL REFERENCES hosts(id) ON DELETE CASCADE, check_id TEXT NOT NULL,
  status TEXT NOT NULL, at TEXT NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY (host_id, check_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE open_findings (
  host_id TEXT NOT NULL REFERENCES hosts(id) ON DELETE CASCADE, key TEXT NOT NULL, check_id TEXT NOT NULL,
  severity TEXT NOT NULL, open_since TEXT NOT NULL, seen_at TEXT NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY (host_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE finding_history (
  id INTEGER PRIMARY KEY, host_id TEXT NOT NULL REFERENCES hosts(id) ON DELETE CASCADE, key TEXT NOT NULL,
  check_id TEXT NOT NULL, severity TEXT NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('opened', 'worsened', 'improved', 'closed')),
  at TEXT NOT NULL, title TEXT NOT NULL
) STRICT;
CREATE INDEX finding_history_by_host ON finding_history (host_id, at);
CREATE TABLE finding_mutes (
  host_id TEXT NOT NULL REFERENCES hosts(id) ON DELETE CASCADE, key TEXT NOT NULL,
  reason TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, expires_at TEXT,
  PRIMARY KEY (host_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE measurements (
  host_id TEXT NOT NULL REFERENCES hosts(id) ON DELETE CASCADE, kind TEXT NOT NULL, object NOT NULL,
  identity TEXT, bytes INTEGER NOT NULL, exact INTEGER NOT NULL, how TEXT NOT NULL, measured_at TEXT NOT NULL,
  PRIMARY KEY (host_id, kind, object)
) WITHOUT ROWID;
CREATE TABLE leak_first_seen (
  host_id TEXT NOT NULL REFERENCES hosts(id) ON DELETE CASCADE, kind TEXT NOT NULL, name NOT NULL,
  identity TEXT NOT NULL, since TEXT NOT NULL,
  PRIMARY KEY (host_id, kind, name, identity)
) WITHOUT ROWID;
CREATE TABLE protections (
  host_id TEXT NOT NULL REFERENCES hosts(id) ON DELETE CASCADE, kind TEXT NOT NULL, object NOT NULL,
  by TEXT NOT NULL, at TEXT NOT NULL, reason TEXT,
  PRIMARY KEY (host_id, kind, object)
) WITHOUT ROWID;

CREATE TABLE plans (
  id TEXT PRIMARY KEY, host_id TEXT NOT NULL, action_id TEXT NOT NULL, state TEXT NOT NULL,
  created_at TEXT NOT NULL, expires_at TEXT, json TEXT NOT NULL
) STRICT;
CREATE INDEX plans_by_host ON plans (host_id, created_at);
CREATE TABLE runs (
  id TEXT PRIMARY KEY, plan_id TEXT NOT NULL, host_id TEXT NOT NULL, state TEXT NOT NULL,
  created_at TEXT NOT NULL, ended_at TEXT, json TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_host ON runs (host_id, created_at);
CREATE INDEX runs_by_time ON runs (created_at);
CREATE INDEX runs_by_plan ON runs (plan_id);

CREATE TABLE journal (
  run_id TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, type TEXT NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER journal_not_twice BEFORE INSERT ON journal
  WHEN EXISTS (SELECT 1 FROM journal WHERE run_id = NEW.run_id AND seq = NEW.seq)
  BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, actor_kind TEXT NOT NULL, actor TEXT NOT NULL,
  action TEXT NOT NULL, subject TEXT, host_id TEXT, result TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_host ON audit (host_id, id);
-- INSERT OR REPLACE fires no delete trigger: without this one it could rewrite a row.
CREATE TRIGGER audit_not_twice BEFORE INSERT ON audit
  WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TABLE users (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  password_hash TEXT NOT NULL, password_changed_at TEXT NOT NULL, totp_enabled_at TEXT, totp_last_step INTEGER,
  created_at TEXT NOT NULL
) STRICT;
CREATE TRIGGER user_secrets_go AFTER DELETE ON users BEGIN DELETE FROM sealed WHERE owner = OLD.id; END;
CREATE TABLE recovery_codes (
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, hash BLOB NOT NULL, used_at TEXT,
  PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
  id TEXT PRIMARY KEY, token_hash BLOB NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  created_at TEXT NOT NULL, seen_at TEXT NOT NULL, expires_at TEXT NOT NULL, ends_at TEXT NOT NULL,
  reauthenticated_at TEXT NOT NULL, address TEXT NOT NULL, user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  token_hash BLOB NOT NULL UNIQUE, created_by TEXT NOT NULL, created_at TEXT NOT NULL,
  expires_at TEXT, last_used_at TEXT, revoked_at TEXT
) STRICT;
CREATE TABLE login_attempts (
  key TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_failed_at TEXT NOT NULL, allowed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
