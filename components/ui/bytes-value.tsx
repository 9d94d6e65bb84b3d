import { formatBytes, formatExactBytes } from '@/lib/domain/bytes';
import type { Fact } from '@/lib/domain/fact';
import { classNames } from './class-names';
import { uiWords } from './ui-words';
import { UnknownValue } from './unknown-value';

interface BytesValueProps {
  bytes: number;
  /** an estimate says so */
  exact?: boolean;
  /** a lower bound: something of it has no size yet */
  atLeast?: boolean;
  className?: string;
}

/** IEC units to read, the exact number on hover and for a screen reader's "read all". */
export function BytesValue({ bytes, exact = true, atLeast = false, className }: BytesValueProps) {
  const kind = atLeast ? `${uiWords.atLeast} ` : exact ? '' : `${uiWords.about} `;
  return (
    <data
      value={bytes}
      title={`${kind}${formatExactBytes(bytes)}`}
      className={classNames('whitespace-nowrap', className)}
    >
      {atLeast ? kind : exact ? '' : '≈ '}
      {formatBytes(bytes)}
    </data>
  );
}

interface BytesFactProps extends Omit<BytesValueProps, 'bytes'> {
  fact: Fact<number>;
}

export function BytesFact({ fact, ...rest }: BytesFactProps) {
  if (fact.state === 'unknown') return <UnknownValue reason={fact.reason} detail={fact.detail} />;
  return <BytesValue bytes={fact.value} {...rest} />;
}
