/**
 * What is kept has bounds. The journal and the audit log stay append-only: the daily upkeep writes into `retention` before which time
 * it may delete, and takes that back in the same transaction. A journal is as old as its run by the dashboard's clock; a host's clock
 * may be wrong.
 */
export const retention = `
CREATE TABLE retention (kind TEXT PRIMARY KEY, before TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO retention (kind, before) VALUES ('journal', ''), ('audit', '');

DROP TRIGGER journal_no_delete;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
  WHEN NOT EXISTS (SELECT 1 FROM retention JOIN runs ON runs.id = OLD.run_id
    WHERE retention.kind = 'journal' AND runs.created_at < retention.before)
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

DROP TRIGGER audit_no_delete;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
  WHEN NOT EXISTS (SELECT 1 FROM retention WHERE kind = 'audit' AND OLD.at < before)
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- states that nothing ever set
UPDATE plans SET state = 'expired' WHERE state NOT IN ('proposed', 'used', 'expired');
ALTER TABLE hosts DROP COLUMN declared;
`;
