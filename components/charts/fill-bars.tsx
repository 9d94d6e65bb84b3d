import { formatBytes } from '@/lib/domain/bytes';
import type { Fill } from '@/lib/domain/finding';
import { formatPercent } from '@/lib/domain/format';
import { findingWords } from '../findings/finding-words';

/** How full a pool is, as a picture: what is used from the left, and marks where it becomes a warning and where it is critical. */
export function FillBars({ fills }: { fills: readonly Fill[] }) {
  return (
    <figure className="mt-4 flex max-w-prose flex-col gap-3">
      {fills.map((fill) => (
        <FillBar key={fill.label} {...fill} />
      ))}
    </figure>
  );
}

const marks = [80, 90];

function FillBar({ label, usedBytes, totalBytes }: Fill) {
  const percent = totalBytes > 0 ? Math.min(100, (usedBytes / totalBytes) * 100) : 0;
  const words = findingWords.usedOf(formatBytes(usedBytes), formatBytes(totalBytes));
  const tone = percent >= 90 ? 'critical' : percent >= 80 ? 'warning' : 'signal';
  return (
    <div>
      <div className="mb-1 flex flex-wrap justify-between gap-x-4 text-sm">
        <span className="font-medium">{label}</span>
        <span className="text-soft">
          {words}, {formatPercent(percent)}
        </span>
      </div>
      <svg role="img" aria-label={`${label}: ${words}`} width="100%" height="14" className="block">
        <title>{`${label}: ${words}`}</title>
        <rect width="100%" height="14" rx="2" fill="var(--color-well)" />
        <rect width={`${percent}%`} height="14" rx="2" fill={`var(--color-${tone})`} />
        {marks.map((mark) => (
          <line
            key={mark}
            x1={`${mark}%`}
            x2={`${mark}%`}
            y1="0"
            y2="14"
            stroke={percent > mark ? 'var(--color-sheet)' : 'var(--color-edge)'}
            strokeDasharray="2 2"
          />
        ))}
      </svg>
    </div>
  );
}
