import { sh } from '../../shell/sh.ts';
import { parseMdstat } from '../parsers/kernel/mdstat.ts';
import type { Collector } from './collector.ts';

/** The software RAID below everything: one small file that everyone may read. No such file: the kernel has no md. */
const mdArrays: Collector<'mdArrays'> = {
  id: 'mdArrays',
  limitSeconds: 5,
  appliesTo: () => true,
  script: () => sh`if [ -e /proc/mdstat ]; then bilge_part mdstat; cat /proc/mdstat; else bilge_part none; fi`,
  parse(output) {
    const mdstat = output.optional('mdstat');
    if (mdstat === null) {
      output.part('none');
      return [];
    }
    return parseMdstat(mdstat);
  },
};
export default mdArrays;
