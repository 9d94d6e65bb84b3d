import type { LogLine } from '../../../domain/health-facts.ts';
import type { Parts } from '../records.ts';

/** Lines of dockerd's log, one each; a section without that part was cut off. No line is a good sign, and known. */
export function parseLogLines(parts: Parts): LogLine[] {
  return parts
    .part('log')
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((text) => ({ text }));
}
