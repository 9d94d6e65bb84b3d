import type { Diagnosis } from '../../domain/diagnosis.ts';
import { type Fact, unknown } from '../../domain/fact.ts';
import type { CheckOutcome } from '../../domain/finding.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import { factsOfPaste } from '../../facts/parsers/pasted/pasted-facts.ts';
import { readPaste } from '../../facts/parsers/pasted/read-paste.ts';
import { heldFiles } from '../../facts/views/ledger/held-files.ts';
import { askFor } from '../../health/ask-for.ts';
import { openError } from '../../health/error-questions.ts';
import { findingsOf, judge, noPast } from '../../health/judge.ts';

/** They say which engine this is; everything else is said with that in mind. */
const noticeIds: readonly string[] = ['engine-is-podman', 'engine-in-desktop-vm'];

/** Far enough apart that nothing of one text runs into the next. */
const separator = '\n'.repeat(16);

/**
 * Judges pasted output without any access to a host: the same facts, checks and words as a scan, with everything that
 * was not pasted unknown. Stores nothing, and uses no network.
 */
export function diagnosePasted(texts: readonly string[], options: { now?: string } = {}): Diagnosis {
  const { parts, facts, outcomes } = judgePasted(texts, options.now ?? new Date().toISOString());
  const all = findingsOf(outcomes).map((finding) => ({
    ...finding,
    // There is no host to act on: the text says what to do.
    remedies: [],
  }));
  const isNotice = ({ checkId }: { checkId: string }) => noticeIds.includes(checkId);
  return {
    pieces: parts.flatMap((part, text) => part.pieces.map((piece) => ({ ...piece, text }))),
    unread: parts.flatMap((part, text) => part.unread.map((run) => ({ ...run, text }))),
    notices: all.filter(isNotice),
    open: openError(facts, outcomes),
    findings: all.filter((finding) => !isNotice(finding)),
    unknown: outcomes.flatMap((outcome) =>
      outcome.status === 'unknown' || outcome.status === 'error'
        ? [{ checkId: outcome.checkId, why: outcome.why }]
        : [],
    ),
    askFor: askFor(facts, outcomes),
    leftOut: [],
  };
}

/** Every check's outcome over what was pasted. */
export function judgePasted(
  texts: readonly string[],
  now: string,
): { parts: ReturnType<typeof readPaste>[]; facts: HostFacts; outcomes: CheckOutcome[] } {
  const parts = texts.map(readPaste);
  const [first] = parts;
  const pasted = parts.length === 1 && first ? first : readPaste(texts.join(separator));
  const facts = factsOfPaste(pasted, now);
  return { parts, facts, outcomes: judge({ facts, storage: unprovable(facts), past: noPast, now }) };
}

/** What `du` and `docker system df` disagree about is no proof of a leak: that takes Docker’s own records on the host. */
function unprovable(facts: HostFacts): StorageReport {
  const why: Fact<never> = unknown(
    'not-collected',
    'Pasted output cannot prove this: Docker’s own records on the host are needed. Add the host to Bilge and scan it.',
  );
  return {
    refusals: [],
    leaks: why,
    layers: why,
    subvolumes: why,
    volumes: why,
    ledger: why,
    dockerSays: [],
    deletedFiles: heldFiles(facts),
    otherDataRoots: why,
    quarantined: why,
    leakedLeaseBytes: why,
    hiddenData: why,
    pinningSnapshots: [],
  };
}
