import type { EvidenceTable } from '@/lib/domain/finding';
import { printableName } from '@/lib/domain/names';
import { CommandLine } from '../ui/command-line';
import { cellLooks, PlainTable, rowLooks } from '../ui/plain-table';
import { findingWords } from './finding-words';

const mostRows = 200;

/** A phone would break a path after every letter: up to this width a cell keeps its text in one piece, and the table scrolls. */
function widthOf(cell: string): { minWidth: string } {
  return { minWidth: `${Math.min(cell.length, 24)}ch` };
}

/** The output itself, and the command that printed it. */
export function EvidenceView({ evidence, title }: { evidence: EvidenceTable; title: string }) {
  const shown = evidence.rows.slice(0, mostRows);
  return (
    <div className="flex flex-col gap-2">
      {evidence.command ? <CommandLine command={evidence.command} /> : null}
      <PlainTable
        caption={findingWords.evidenceOf(title)}
        columns={evidence.columns.map((column) => ({ title: column }))}
      >
        {shown.map((row) => (
          <tr key={row.join('\n')} className={rowLooks}>
            {row.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells of one immutable row have no other name
              <td key={index} className={`${cellLooks} font-mono text-xs leading-5 break-all`} style={widthOf(cell)}>
                {printableName(cell)}
              </td>
            ))}
          </tr>
        ))}
      </PlainTable>
      {evidence.rows.length > mostRows ? (
        <p className="text-xs text-faint">{findingWords.moreRows(evidence.rows.length - mostRows)}</p>
      ) : null}
    </div>
  );
}
