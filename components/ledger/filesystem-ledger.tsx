import { holdsDataRoot } from '@/lib/domain/data-root-filesystem';
import type { Report } from '@/lib/domain/report';
import { fillWords, heldBackBytes, heldBackWords } from '@/lib/domain/space';
import type { FilesystemRole, FilesystemUsage } from '@/lib/domain/storage-facts';
import type { LedgerRowId } from '@/lib/domain/storage-report';
import { BytesValue } from '../ui/bytes-value';
import { LedgerBar } from './ledger-bar';
import { measuredSoFar, objectsOfRow } from './ledger-objects';
import { dockerRows } from './ledger-rows';
import { LedgerTable } from './ledger-table';
import { ledgerWords } from './ledger-words';
import { ObjectList } from './object-list';

const roleWords: Record<FilesystemRole, string> = {
  'data-root': ledgerWords.dataRoot,
  'containerd-root': ledgerWords.containerdRoot,
  volumes: ledgerWords.volumesRole,
  system: ledgerWords.systemRole,
  'loop-backing': ledgerWords.loopFile,
};

interface FilesystemLedgerProps {
  filesystem: FilesystemUsage;
  report: Report;
  leakedRows: ReadonlySet<LedgerRowId>;
}

/** One filesystem: whole, then Docker's part enlarged, then every row. */
export function FilesystemLedger({ filesystem, report, leakedRows }: FilesystemLedgerProps) {
  const rows = report.ledger.filter((row) => row.filesystem === filesystem.id);
  const docker = rows.filter((row) => dockerRows.includes(row.row));
  const dockerBytes = docker.reduce((sum, row) => sum + (row.bytes.state === 'known' ? row.bytes.value : 0), 0);
  const held = heldBackBytes(filesystem);
  const heldWords = heldBackWords(filesystem.type);
  const isDataRoot = holdsDataRoot(filesystem);
  return (
    <section aria-label={filesystem.mountPoint}>
      <h2 className="text-lg font-semibold">
        {filesystem.roles.map((role) => roleWords[role]).join(', ') || ledgerWords.filesystem}
      </h2>
      <p className="mb-4 text-sm break-all text-soft">
        {ledgerWords.typeOn(filesystem.type)} <span className="font-mono text-xs">{filesystem.source}</span>
        {ledgerWords.mountedAt} <span className="font-mono text-xs">{filesystem.mountPoint}</span>
        {filesystem.isReadOnly ? ledgerWords.readOnly : ''}
      </p>
      <div className="mb-1 flex flex-wrap justify-between gap-x-4 text-sm">
        <span>
          <BytesValue bytes={filesystem.usedBytes} className="font-medium" />{' '}
          {ledgerWords.usedFull(fillWords(filesystem))}
        </span>
        <span className="text-soft">
          {held > 0 ? (
            <>
              <BytesValue bytes={filesystem.totalBytes} /> {ledgerWords.inAll}{' '}
              <span title={heldWords.about}>
                <BytesValue bytes={held} /> {heldWords.title.toLowerCase()}
              </span>
            </>
          ) : null}
        </span>
      </div>
      <LedgerBar
        rows={rows}
        filesystem={filesystem}
        leakedRows={leakedRows}
        label={ledgerWords.wholeFilesystem(filesystem.mountPoint)}
      />
      {dockerBytes > 0 ? (
        <div className="mt-3">
          <p className="mb-1 text-sm">
            <BytesValue bytes={dockerBytes} className="font-medium" /> {ledgerWords.usedByDocker}
          </p>
          <LedgerBar rows={docker} order={dockerRows} leakedRows={leakedRows} label={ledgerWords.dockersPart} />
        </div>
      ) : null}
      <div className="mt-5">
        <LedgerTable
          rows={rows}
          usedBytes={filesystem.usedBytes}
          leakedRows={leakedRows}
          host={report.host}
          soFarOf={(row) => (isDataRoot ? measuredSoFar(objectsOfRow(report, row).objects) : 0)}
          objectsOf={(row) => {
            const { objects, allHref } = isDataRoot ? objectsOfRow(report, row) : { objects: [] };
            if (objects.length === 0) return null;
            return <ObjectList objects={objects} host={report.host} {...(allHref ? { allHref } : {})} />;
          }}
        />
      </div>
    </section>
  );
}
