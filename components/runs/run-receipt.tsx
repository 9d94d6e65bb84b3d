import type { Fact } from '@/lib/domain/fact';
import { printableName } from '@/lib/domain/names';
import type { RunReceipt } from '@/lib/domain/receipt';
import { isLate, notComparedYet, receiptWords } from '@/lib/domain/receipt-words';
import { LocalTime } from '../ui/relative-time';
import { type MarkKind, SeverityMark } from '../ui/severity-mark';
import { runPageWords } from './run-page-words';

interface ReceiptProps {
  /** null: no scan came through since the run */
  receipt: Fact<RunReceipt> | null;
  /** ISO: of the run */
  endedAt: string | null;
  /** the scan after it is running; a later one; none, because the host is no longer here */
  expected: 'now' | 'later' | 'never';
}

const waitingWords: Record<ReceiptProps['expected'], string> = {
  now: runPageWords.comparing,
  later: notComparedYet,
  never: runPageWords.hostRemoved,
};

/** What a run left as it was, by comparison of the scans before and after it. Kept with the run. */
export function Receipt({ receipt, endedAt, expected }: ReceiptProps) {
  return (
    <section aria-labelledby="receipt" className="text-sm">
      <h2 id="receipt" className="mb-2 font-semibold">
        {runPageWords.receipt}
      </h2>
      {receipt === null ? (
        <p className="text-soft">{waitingWords[expected]}</p>
      ) : receipt.state === 'unknown' ? (
        <Line kind="unknown">{runPageWords.unchangedUnknown(receipt.detail)}</Line>
      ) : (
        <Compared receipt={receipt.value} endedAt={endedAt} />
      )}
    </section>
  );
}

function Compared({ receipt, endedAt }: { receipt: RunReceipt; endedAt: string | null }) {
  const { unchanged, notDocker, meanwhile, unknown } = receiptWords(receipt);
  return (
    <>
      {isLate(receipt, endedAt) ? (
        <p className="mb-2 text-soft">
          {runPageWords.firstScan} <LocalTime at={receipt.after} />
          {runPageWords.othersToo}
        </p>
      ) : null}
      <ul className="flex flex-col gap-1.5">
        {unchanged === null ? null : <Line kind="pass">{unchanged}</Line>}
        {notDocker === null ? null : <Line kind="pass">{notDocker}</Line>}
        {meanwhile.map((words) => (
          <Line key={words} kind="info">
            {printableName(words)}
          </Line>
        ))}
        {unknown.map((words) => (
          <Line key={words} kind="unknown">
            {printableName(words)}
          </Line>
        ))}
      </ul>
      <p className="mt-2 text-faint">
        {runPageWords.lists} <LocalTime at={receipt.before} /> {runPageWords.and} <LocalTime at={receipt.after} />
        {runPageWords.compared}
      </p>
    </>
  );
}

function Line({ kind, children }: { kind: MarkKind; children: React.ReactNode }) {
  return (
    <li className="flex list-none items-start gap-2">
      <SeverityMark kind={kind} decorative className="mt-0.5" />
      <span className="min-w-0 break-words">{children}</span>
    </li>
  );
}
