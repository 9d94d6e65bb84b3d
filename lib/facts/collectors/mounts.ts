import { sh } from '../../shell/sh.ts';
import { parseMountinfo } from '../parsers/kernel/mountinfo.ts';
import { failure } from '../parsers/records.ts';
import type { Collector } from './collector.ts';

/** PID 1's view, which is the host's even where the scan runs in a helper container; else our own. */
const mounts: Collector<'mounts'> = {
  id: 'mounts',
  limitSeconds: 10,
  gzip: true,
  appliesTo: () => true,
  script: () => sh`bilge_part mountinfo
cat /proc/1/mountinfo 2>/dev/null || cat /proc/self/mountinfo`,
  parse(output) {
    const entries = parseMountinfo(output.part('mountinfo'));
    if (entries.length === 0) throw failure('mountinfo', 'it is empty', '');
    return entries;
  },
};
export default mounts;
