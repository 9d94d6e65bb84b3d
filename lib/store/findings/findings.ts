import { type CheckOutcome, type Finding, type Past, severities } from '../../domain/finding.ts';
import type { HostId } from '../../domain/ids.ts';
import { storedFinding, storedOutcome } from '../../domain/stored/finding.ts';
import { fromJson, toStored } from '../../domain/stored/stored-kind.ts';
import type { Database } from '../database/database.ts';
import { rememberingTexts } from '../remembering-texts.ts';
import { unreadableText } from '../unreadable.ts';
import { type FindingChange, type FindingEvent, findingChanges, type OpenFinding } from './finding-changes.ts';

export interface FindingHistoryRow {
  hostId: HostId;
  key: string;
  checkId: string;
  severity: string;
  event: FindingEvent;
  at: string;
  title: string;
}

export interface Findings {
  /** Stores what the checks said and returns what changed, for notifications. */
  record(hostId: HostId, at: string, outcomes: readonly CheckOutcome[]): FindingChange[];
  outcomes(hostId: HostId): CheckOutcome[];
  open(hostId: HostId): OpenFinding[];
  /** For judging: last outcomes, since when findings are open. Samples are the caller's to add. */
  past(hostId: HostId): Pick<Past, 'previous' | 'openSince'>;
  /** newest first; of all hosts without `hostId` */
  history(filter?: { hostId?: HostId; key?: string; from?: string; limit?: number }): FindingHistoryRow[];
}

interface OutcomeRow {
  check_id: string;
  json: string;
}

interface OpenRow {
  key: string;
  check_id: string;
  severity: string;
  open_since: string;
  seen_at: string;
  json: string;
}

interface HistoryRow {
  host_id: string;
  key: string;
  check_id: string;
  severity: string;
  event: FindingEvent;
  at: string;
  title: string;
}

export function findingQueries(database: Database): Findings {
  const outcomes = database.query<OutcomeRow>(
    'SELECT check_id, json FROM check_outcomes WHERE host_id = ? ORDER BY check_id',
  );
  // What is as it was is not written again: a scan every 15 minutes would write megabytes a day to say so.
  const putOutcome = database.query(
    `INSERT INTO check_outcomes (host_id, check_id, status, at, json) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET status = excluded.status, at = excluded.at, json = excluded.json
     WHERE status <> excluded.status OR json <> excluded.json`,
  );
  const open = database.query<OpenRow>(
    'SELECT key, check_id, severity, open_since, seen_at, json FROM open_findings WHERE host_id = ? ORDER BY open_since, key',
  );
  const putOpen = database.query(
    `INSERT INTO open_findings (host_id, key, check_id, severity, open_since, seen_at, json) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET severity = excluded.severity, seen_at = excluded.seen_at, json = excluded.json
     WHERE severity <> excluded.severity OR json <> excluded.json`,
  );
  const close = database.query('DELETE FROM open_findings WHERE host_id = ? AND key = ?');
  const addHistory = database.query(
    'INSERT INTO finding_history (host_id, key, check_id, severity, event, at, title) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const history = database.query<HistoryRow>(
    `SELECT host_id, key, check_id, severity, event, at, title FROM finding_history
     WHERE ($host IS NULL OR host_id = $host) AND ($key IS NULL OR key = $key)
       AND ($from IS NULL OR at >= $from) ORDER BY id DESC LIMIT $limit`,
  );

  // A page of all hosts reads hundreds of each, which only a scan changes.
  const readOutcomes = rememberingTexts(({ check_id }: OutcomeRow) => check_id, outcomeOf);
  const readFindings = rememberingTexts(({ key }: OpenRow) => key, findingOf);
  const outcomesOf = (hostId: HostId): CheckOutcome[] => readOutcomes(hostId, outcomes.all(hostId));
  const openOf = (hostId: HostId): OpenFinding[] => {
    const rows = open.all(hostId);
    const findings = readFindings(hostId, rows);
    return rows.flatMap(({ open_since, seen_at }, at) => {
      const finding = findings[at];
      return finding === undefined ? [] : [{ finding, openSince: open_since, seenAt: seen_at }];
    });
  };

  return {
    record: (hostId, at, judged) =>
      database.transaction(() => {
        const { changes, seen } = findingChanges(openOf(hostId), judged, at);
        for (const outcome of judged) {
          putOutcome.run(hostId, outcome.checkId, outcome.status, at, JSON.stringify(toStored(storedOutcome, outcome)));
        }
        for (const { finding, openSince } of seen) {
          const json = JSON.stringify(toStored(storedFinding, finding));
          putOpen.run(hostId, finding.key, finding.checkId, finding.severity, openSince, at, json);
        }
        for (const { event, finding } of changes) {
          if (event === 'closed') close.run(hostId, finding.key);
          addHistory.run(hostId, finding.key, finding.checkId, finding.severity, event, at, finding.title);
        }
        return changes;
      }),
    outcomes: outcomesOf,
    open: openOf,
    past: (hostId) => ({
      previous: Object.fromEntries(outcomesOf(hostId).map((outcome) => [outcome.checkId, outcome])),
      openSince: Object.fromEntries(openOf(hostId).map((row) => [row.finding.key, row.openSince])),
    }),
    history: (filter = {}) =>
      history
        .all({
          host: filter.hostId ?? null,
          key: filter.key ?? null,
          from: filter.from ?? null,
          limit: filter.limit ?? 200,
        })
        .map(({ host_id, check_id, ...row }) => ({ hostId: host_id, checkId: check_id, ...row })),
  };
}

const scanAgain = 'Scan the host: its checks then write it again.';

/** As if the check had not been able to judge: what it has open stays open. */
function outcomeOf(row: OutcomeRow): CheckOutcome {
  const read = fromJson(storedOutcome, row.json);
  if (read.ok) return read.value;
  const why = unreadableText({ what: storedOutcome.name, id: row.check_id, why: read.why, todo: scanAgain });
  return { checkId: row.check_id, status: 'error', why };
}

function findingOf(row: OpenRow): Finding {
  const read = fromJson(storedFinding, row.json);
  if (read.ok) return read.value;
  return {
    key: row.key,
    checkId: row.check_id,
    severity: severities.find((severity) => severity === row.severity) ?? 'warning',
    subject: { kind: 'host', id: row.key, label: row.key },
    title: `Unreadable finding ${row.key}`,
    detail: unreadableText({ what: storedFinding.name, id: row.key, why: read.why, todo: scanAgain }),
    evidence: { command: null, columns: [], rows: [] },
    remedies: [],
  };
}
