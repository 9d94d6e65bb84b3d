import { formatBytes } from '../../lib/domain/bytes.ts';
import { filesystemOfDataRoot } from '../../lib/domain/data-root-filesystem.ts';
import { isDemoHost } from '../../lib/domain/demo-host.ts';
import type { Fact } from '../../lib/domain/fact.ts';
import type { OfferedFinding } from '../../lib/domain/finding.ts';
import { counted, formatMoment, formatPercent } from '../../lib/domain/format.ts';
import { leakKindWords, leakStateWords } from '../../lib/domain/leak-words.ts';
import { ledgerTitles } from '../../lib/domain/ledger-titles.ts';
import { partsWords, reclaimableWords } from '../../lib/domain/reclaimable.ts';
import type { Report } from '../../lib/domain/report.ts';
import { fullPercent, heldBackBytes, heldBackWords } from '../../lib/domain/space.ts';
import { demoNote } from './demo-note.ts';
import { offerLine } from './offer.ts';
import { styled, writeLine, writeTable } from './output.ts';

/** One scan for a person at a terminal: what is wrong first, then where the space is, then what is unknown. */
export function writeReport(report: Report): void {
  writeLine(styled('bold', `${report.host.name}  ${report.host.url}`));
  if (isDemoHost(report.host)) writeLine(styled('cyan', demoNote));
  writeLine(headline(report));
  writeLine();
  writeFindings(report.findings);
  writeReclaimable(report);
  writeLedger(report);
  writeLeaks(report);
  writeUnknown(report);
  const { cost } = report;
  writeLine(
    styled(
      'dim',
      `${formatMoment(report.collectedAt)}  ${cost.wallMs} ms, ${counted(cost.roundTrips, 'round trip')}, ${counted(cost.engineRequests, 'Engine request')}, ${formatBytes(cost.bytes)}`,
    ),
  );
}

function headline(report: Report): string {
  const { engine, platform } = report;
  const system = 'state' in platform ? 'platform unknown' : platform.title;
  if ('state' in engine) return `${system}; Docker: unknown (${engine.detail})`;
  return `${system}; Docker ${engine.version}, ${engine.storageDriver} on ${engine.backingFilesystem ?? dataRootType(report)}, ${engine.dataRoot}`;
}

function writeFindings(findings: readonly OfferedFinding[]): void {
  if (findings.length === 0) {
    writeLine('No findings.');
    writeLine();
    return;
  }
  for (const finding of findings) {
    const mark = {
      critical: styled(['red', 'bold'], 'CRITICAL'),
      warning: styled('yellow', 'WARNING '),
      info: styled('cyan', 'INFO    '),
    };
    const amount = finding.reclaimable
      ? `  ${finding.reclaimable.exact ? '' : 'about '}${formatBytes(finding.reclaimable.bytes)}`
      : '';
    writeLine(`${mark[finding.severity]}  ${finding.title}${amount}`);
    writeLine(styled('dim', `          ${finding.checkId}`));
    for (const offer of finding.remedies) {
      const line = `          ${offerLine(offer)}`;
      writeLine(offer.blocked === null ? line : styled('dim', line));
    }
  }
  writeLine();
}

function writeReclaimable({ reclaimable }: Report): void {
  if (reclaimable.totalBytes === 0 && !reclaimable.atLeast) return;
  writeLine(`Reclaimable: ${styled('bold', reclaimableWords(reclaimable))} (${partsWords(reclaimable)})`);
  writeLine();
}

function writeLedger(report: Report): void {
  for (const filesystem of report.filesystems.filter((entry) =>
    report.ledger.some((row) => row.filesystem === entry.id),
  )) {
    const { mountPoint, type, usedBytes, freeBytes, totalBytes } = filesystem;
    const held = heldBackBytes(filesystem);
    writeLine(
      `${styled('bold', mountPoint)} (${type}): ${formatPercent(fullPercent(filesystem))} full: ${formatBytes(usedBytes)} used, ${formatBytes(freeBytes)} free of ${formatBytes(totalBytes)}${held > 0 ? `, ${formatBytes(held)} ${heldBackWords(type).title.toLowerCase()}` : ''}`,
    );
    const rows = report.ledger.filter((row) => row.filesystem === filesystem.id);
    writeTable(
      ['WHERE', 'SIZE', 'HOW MEASURED'],
      rows.map((row) => [
        ledgerTitles[row.row].title,
        sizeCell(row.bytes, row.exact),
        row.bytes.state === 'known' ? row.how : row.bytes.detail,
      ]),
    );
    writeLine();
  }
}

function writeLeaks(report: Report): void {
  if (report.sections.leaks.state === 'unknown') {
    writeLine(`Leaks: ${styled('yellow', 'unknown')}: ${report.sections.leaks.detail}`);
    for (const refusal of report.refusals) writeLine(`  ${refusal.excuse}`);
    writeLine();
    return;
  }
  if (report.leaks.length === 0) {
    writeLine('Leaks: none.');
    writeLine();
    return;
  }
  // A chip, a plan and a finding each count some of these: this says how they add up.
  if (report.unreferenced?.words) writeLine(`${report.unreferenced.words}.`);
  writeTable(
    ['LEAK', 'STATE', 'SIZE', 'NAME'],
    report.leaks.map((leak) => [
      leakKindWords[leak.kind],
      leakStateWords[leak.state].word.toLowerCase(),
      sizeCell(leak.bytes, true),
      leak.name,
    ]),
  );
  writeLine();
}

function writeUnknown(report: Report): void {
  const rows: string[][] = [];
  for (const [id, section] of Object.entries(report.sections)) {
    if (section.state === 'unknown' && section.reason !== 'not-collected')
      rows.push([id, section.reason, section.detail]);
  }
  if (rows.length === 0) return;
  writeTable(['UNKNOWN', 'REASON', 'DETAIL'], rows);
  writeLine();
}

function sizeCell(bytes: Fact<number>, exact: boolean): string {
  return bytes.state === 'known' ? `${exact ? '' : '≈'}${formatBytes(bytes.value)}` : '?';
}

/** The btrfs driver does not report its filesystem; the host does. */
function dataRootType(report: Report): string {
  return filesystemOfDataRoot(report.filesystems)?.type ?? 'an unknown filesystem';
}
