import { isDemoHost } from '@/lib/domain/demo-host';
import type { HostCard } from '@/lib/domain/report';
import { BytesValue } from '../ui/bytes-value';
import { Link } from '../ui/link';
import { cellLooks, narrowCell, narrowRow, narrowTable, PlainTable, rowLooks } from '../ui/plain-table';
import { RelativeTime } from '../ui/relative-time';
import { SeverityMark } from '../ui/severity-mark';
import { UnknownValue } from '../ui/unknown-value';
import { DemoBadge } from './demo-badge';
import { HostCheckbox } from './host-selection';
import { conditionOf } from './host-state-mark';
import { driverWords, hostWords } from './host-words';
import { LeakedBytes } from './leaked-bytes';

const columns = [
  { title: hostWords.host },
  { title: hostWords.driver },
  { title: hostWords.leakedColumn, numeric: true },
  { title: hostWords.free, numeric: true },
  { title: hostWords.worst },
  { title: hostWords.scannedColumn },
];

/** On a phone a row is two lines: the host and its free space, its worst finding and what leaked. */
/** More than a dozen hosts: one line each. */
export function HostTable({ hosts, isSelectable }: { hosts: readonly HostCard[]; isSelectable: boolean }) {
  return (
    <PlainTable caption={hostWords.hosts} columns={columns} className={`sheet px-4 ${narrowTable}`}>
      {hosts.map((host) => (
        <HostLine key={host.id} host={host} isSelectable={isSelectable} />
      ))}
    </PlainTable>
  );
}

function HostLine({ host, isSelectable }: { host: HostCard; isSelectable: boolean }) {
  const condition = conditionOf(host);
  return (
    <tr className={`${rowLooks} ${narrowRow} max-sm:gap-y-0.5`}>
      <th scope="row" className={`${cellLooks} ${narrowCell} text-left font-medium max-sm:order-1`}>
        <span className="flex items-center gap-2">
          {isSelectable ? <HostCheckbox hostId={host.id} hostName={host.name} /> : null}
          <SeverityMark kind={condition.mark} decorative />
          <Link href={`/hosts/${host.id}`} className="hover:underline">
            {host.name}
          </Link>
          {isDemoHost(host) ? <DemoBadge /> : null}
          <span className="sr-only">, {condition.word}</span>
        </span>
      </th>
      <td className={`${cellLooks} whitespace-nowrap text-soft max-sm:hidden`}>{driverWords(host)}</td>
      <td className={`${cellLooks} ${narrowCell} text-right max-sm:order-4 max-sm:text-xs`}>
        {host.leaked.state === 'known' ? (
          <LeakedBytes leaked={host.leaked.value} />
        ) : (
          <UnknownValue reason={host.leaked.reason} detail={host.leaked.detail} />
        )}
        <span className="text-soft sm:hidden"> {hostWords.leaked}</span>
      </td>
      <td className={`${cellLooks} ${narrowCell} text-right max-sm:order-2`}>
        {host.dataRootFilesystem ? (
          <>
            <BytesValue bytes={host.dataRootFilesystem.freeBytes} />
            <span className="text-soft sm:hidden"> {hostWords.freeHere}</span>
          </>
        ) : (
          '–'
        )}
      </td>
      <td className={`${cellLooks} ${narrowCell} max-sm:order-3 max-sm:text-xs sm:min-w-60`}>
        {host.state.state === 'unreachable' ? <span className="text-soft">{hostWords.atLastScan} </span> : null}
        {host.worst?.title ?? <span className="text-soft">{hostWords.none}</span>}
      </td>
      <td className={`${cellLooks} text-soft max-sm:hidden`}>
        {host.collectedAt ? <RelativeTime at={host.collectedAt} /> : hostWords.never}
      </td>
    </tr>
  );
}
