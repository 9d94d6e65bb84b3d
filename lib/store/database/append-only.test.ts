import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../domain/run.ts';
import type { AuditEntry } from '../accounts/audit-entry.ts';
import { temporaryStore } from '../testing/temporary-store.ts';

function entry(seq: number, said = `line ${seq}`): Extract<JournalEntry, { type: 'run.note' }> {
  return { runId: 'run_a', seq, at: '2026-11-21T10:00:00.000Z', type: 'run.note', said };
}

function auditEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: '2026-11-21T10:00:00.000Z',
    actorKind: 'user',
    actor: 'anna',
    action: 'plan.approved',
    subject: 'plan_1',
    hostId: 'host_a',
    result: 'ok',
    detail: { objects: 3 },
    ...change,
  };
}

/** Straight into the file, as anything but our own queries would do it; without the pragmas of our connection. */
function raw(file: string, sql: string): void {
  const connection = new Sqlite(file);
  try {
    connection.exec(sql);
  } finally {
    connection.close();
  }
}

describe('the journal', () => {
  it('takes the same entries twice and says how many were new', () => {
    const { journal } = temporaryStore();
    expect(journal.append([entry(1), entry(2)])).toBe(2);
    expect(journal.append([entry(1), entry(2), entry(3)])).toBe(1);
    expect(journal.after('run_a', 1).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(journal.lastSeq('run_a')).toBe(3);
    expect(journal.lastSeq('run_b')).toBe(0);
  });

  it('refuses an entry that now says something else, and the whole batch with it', () => {
    const { journal } = temporaryStore();
    journal.append([entry(1)]);
    expect(() => journal.append([entry(2), entry(1, 'rewritten')])).toThrow(
      expect.objectContaining({ code: 'store-conflict' }),
    );
    expect(journal.after('run_a', 0)).toEqual([entry(1)]);
  });

  it('takes an entry out of which a newer Bilge reads more, and keeps the first reading', () => {
    const { journal } = temporaryStore();
    const progress: JournalEntry = { ...entry(1), type: 'step.progress', step: 1 };
    journal.append([progress]);
    expect(journal.append([{ ...progress, fraction: 0.5 }])).toBe(0);
    expect(journal.after('run_a', 0)).toEqual([progress]);
    expect(() => journal.append([{ ...progress, step: 2 }])).toThrow(
      expect.objectContaining({ code: 'store-conflict' }),
    );
  });

  it('cannot be changed, deleted or replaced, whoever asks', () => {
    const store = temporaryStore();
    store.journal.append([entry(1)]);
    expect(() => raw(store.file, `UPDATE journal SET json = '{}'`)).toThrow(/append-only/);
    expect(() => raw(store.file, 'DELETE FROM journal')).toThrow(/append-only/);
    raw(store.file, `INSERT OR REPLACE INTO journal VALUES ('run_a', 1, '2026', 'run.note', '{}')`);
    expect(store.journal.after('run_a', 0)).toEqual([entry(1)]);
  });
});

describe('the audit log', () => {
  it('lists newest first, filtered and paged', () => {
    const { audit } = temporaryStore();
    audit.append(auditEntry());
    audit.append(auditEntry({ action: 'login', actor: 'ben', hostId: null, result: 'refused' }));
    audit.append(auditEntry({ action: 'plan.withdrawn' }));
    expect(audit.list().map(({ id }) => id)).toEqual([3, 2, 1]);
    expect(audit.list({ before: 3, limit: 1 }).map(({ id }) => id)).toEqual([2]);
    expect(audit.list({ actor: 'ben' })).toEqual([
      { id: 2, ...auditEntry({ action: 'login', actor: 'ben', hostId: null, result: 'refused' }) },
    ]);
    expect(audit.list({ action: 'plan' }).map(({ action }) => action)).toEqual(['plan.withdrawn', 'plan.approved']);
    expect(audit.list({ hostId: 'host_b' })).toEqual([]);
  });

  it('cannot be changed, deleted or replaced, whoever asks', () => {
    const store = temporaryStore();
    store.audit.append(auditEntry());
    expect(() => raw(store.file, `UPDATE audit SET actor = 'nobody'`)).toThrow(/append-only/);
    expect(() => raw(store.file, 'DELETE FROM audit')).toThrow(/append-only/);
    const values = `(1, '2026', 'system', 'x', 'x', NULL, NULL, 'ok', '{}')`;
    expect(() => raw(store.file, `INSERT OR REPLACE INTO audit VALUES ${values}`)).toThrow(/append-only/);
    expect(store.audit.list()).toHaveLength(1);
  });
});
