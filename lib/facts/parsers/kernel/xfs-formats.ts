import type { XfsFormat } from '../../../domain/health-facts.ts';
import { failure } from '../records.ts';

/**
 * xfs_info 6.1: `naming   =version 2              bsize=4096   ascii-ci=0, ftype=1`. xfsprogs before 3.2.3 print no ftype: not told.
 */
export function parseXfsFormats(bytes: Buffer, mountPoint: string): XfsFormat[] {
  const text = bytes.toString('utf8');
  const line = /^naming\s+=.*$/m.exec(text)?.[0];
  if (line === undefined) throw failure('xfs_info', 'it has no line about naming', bytes);
  const ftype = /\bftype=([01])/.exec(line)?.[1];
  return [
    {
      mountPoint,
      source: /^meta-data=(\S+)/m.exec(text)?.[1] ?? '',
      hasFtype: ftype === undefined ? null : ftype === '1',
      line: line.trim(),
    },
  ];
}
