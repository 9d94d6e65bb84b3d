import type { DockerSays } from '@/lib/domain/storage-report';
import { LeakedBytes } from '../hosts/leaked-bytes';
import { BytesFact } from '../ui/bytes-value';
import { cellLooks, PlainTable, rowLooks } from '../ui/plain-table';
import { ledgerWords } from './ledger-words';

const titles: Record<DockerSays['what'], string> = {
  images: ledgerWords.images,
  containers: ledgerWords.containers,
  volumes: ledgerWords.volumes,
  'build-cache': ledgerWords.buildCache,
};

interface DockerSaysProps {
  says: readonly DockerSays[];
  /** null where it is unknown */
  leaked: { bytes: number; count: number; exact: boolean } | null;
}

/** Side by side: what `docker system df` counts, and what is on the disk. */
export function DockerSaysTable({ says, leaked }: DockerSaysProps) {
  const columns = [
    { title: ledgerWords.kind },
    { title: ledgerWords.dockerSays, numeric: true },
    { title: ledgerWords.diskSays, numeric: true },
  ];
  return (
    <PlainTable caption={ledgerWords.caption} columns={columns}>
      {says.map((line) => (
        <tr key={line.what} className={rowLooks}>
          <th scope="row" className={`${cellLooks} text-left font-normal`}>
            {titles[line.what]}
            {line.note === undefined ? null : <p className="mt-0.5 text-xs text-faint">{line.note}</p>}
          </th>
          <td className={`${cellLooks} text-right`}>
            <BytesFact fact={line.dockerBytes} />
            {line.wrongUntil === undefined ? null : (
              <p className="mt-0.5 text-xs text-faint">{ledgerWords.wrongUntil(line.wrongUntil)}</p>
            )}
          </td>
          <td className={`${cellLooks} text-right`}>
            <BytesFact fact={line.diskBytes} />
          </td>
        </tr>
      ))}
      {leaked === null ? null : (
        <tr className={rowLooks}>
          <th scope="row" className={`${cellLooks} text-left font-medium`}>
            <span className="inline-flex items-center gap-2">
              <span aria-hidden className="hatch size-3 rounded-sm" /> {ledgerWords.leaked}
            </span>
          </th>
          <td className={`${cellLooks} text-right text-faint`}>{ledgerWords.notCounted}</td>
          <td className={`${cellLooks} text-right font-medium`}>
            <LeakedBytes leaked={leaked} />
          </td>
        </tr>
      )}
    </PlainTable>
  );
}
