import { isDemoHost } from '@/lib/domain/demo-host';
import type { HostCard } from '@/lib/domain/report';
import { BytesValue } from '../ui/bytes-value';
import { Link } from '../ui/link';
import { cellLooks, PlainTable, rowLooks } from '../ui/plain-table';
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

/** More than a dozen hosts: one line each. */
export function HostTable({ hosts, isSelectable }: { hosts: readonly HostCard[]; isSelectable: boolean }) {
  return (
    <PlainTable caption={hostWords.hosts} columns={columns} className="sheet px-4">
      {hosts.map((host) => (
        <HostLine key={host.id} host={host} isSelectable={isSelectable} />
      ))}
    </PlainTable>
  );
}

function HostLine({ host, isSelectable }: { host: HostCard; isSelectable: boolean }) {
  const condition = conditionOf(host);
  return (
    <tr className={rowLooks}>
      <th scope="row" className={`${cellLooks} text-left font-medium`}>
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
      <td className={`${cellLooks} whitespace-nowrap text-soft`}>{driverWords(host)}</td>
      <td className={`${cellLooks} text-right`}>
        {host.leaked.state === 'known' ? (
          <LeakedBytes leaked={host.leaked.value} />
        ) : (
          <UnknownValue reason={host.leaked.reason} detail={host.leaked.detail} />
        )}
      </td>
      <td className={`${cellLooks} text-right`}>
        {host.dataRootFilesystem ? <BytesValue bytes={host.dataRootFilesystem.freeBytes} /> : '–'}
      </td>
      <td className={`${cellLooks} min-w-60`}>
        {host.state.state === 'unreachable' ? <span className="text-soft">{hostWords.atLastScan} </span> : null}
        {host.worst?.title ?? <span className="text-soft">{hostWords.none}</span>}
      </td>
      <td className={`${cellLooks} text-soft`}>
        {host.collectedAt ? <RelativeTime at={host.collectedAt} /> : hostWords.never}
      </td>
    </tr>
  );
}
