import { rootPath } from '../platforms/tool-places.ts';
import { environmentWith, lowestPriority } from '../shell/prelude/environment.ts';
import { setContainerdRoot } from '../shell/prelude/find-containerd.ts';
import { type KnownPlaces, setDataRoot } from '../shell/prelude/find-data-root.ts';
import { sectionFunctions } from '../shell/prelude/section-functions.ts';
import { type ChosenTools, chooseKnownTools, tellTools } from '../shell/prelude/tools.ts';
import { type Sh, sh } from '../shell/sh.ts';
import { frameFunctions, laneLimitSeconds, laneScript } from './scan-frame.ts';

/**
 * The one script of a scan: every section is a shell of its own below a time limit, framed by lines that carry a random nonce, so
 * that whatever a section prints (and wherever the connection breaks) the others stay readable. scan-frame.ts says how they run,
 * frame.ts reads them.
 *
 * The script reaches the shell on stdin, so nothing in it may read stdin: the body is one function that runs with /dev/null.
 */
export interface ScanSection {
  id: string;
  limitSeconds: number;
  gzip: boolean;
  script: Sh;
}

export interface ScanScriptOptions {
  nonce: string;
  engine: { dataRoot: string; driver: string } | null;
  places: KnownPlaces;
  /** of an earlier scan over the same connection */
  tools?: ChosenTools | null;
  sections: readonly ScanSection[];
}

export function scanScript(options: ScanScriptOptions): Sh {
  const laneLimit = Math.min(laneLimitSeconds, ...options.sections.map((section) => section.limitSeconds));
  return sh.lines(
    sh`# Bilge looks at this host: it only reads, at the lowest priority, below a time limit for each section.
bilge_scan() {`,
    environmentWith(rootPath),
    lowestPriority,
    sh`BILGE_NONCE=${options.nonce}; export BILGE_NONCE
BILGE_UID=
while read -r bilge_name _ bilge_value _; do
  case $bilge_name in Uid:) BILGE_UID=$bilge_value; break ;; esac
done </proc/self/status
[ -n "$BILGE_UID" ] || BILGE_UID=$(id -u)
export BILGE_UID`,
    chooseKnownTools(options.tools ?? null),
    setDataRoot(options.engine, options.places),
    // It costs a few processes, which no other section needs.
    options.sections.some(({ id }) => id === 'containerd' || id === 'filesystems') ? setContainerdRoot : sh``,
    sh`BILGE_FUNCTIONS=${sh.anyName(sectionFunctions.source)}
BILGE_LANE=${sh.anyName(laneScript(sectionFunctions).source)}
export BILGE_GZIP`,
    frameFunctions,
    sh`printf '\n==bilge:%s:context==\n' "$BILGE_NONCE"
printf '%s\0' "$BILGE_UID" "$BILGE_REQUESTED_ROOT" "$BILGE_ROOT" "$BILGE_DRIVER"
printf '\n==bilge:%s:tools==\n' "$BILGE_NONCE"
${tellTools}
bilge_sections ${[laneLimit, ...options.sections.flatMap(words)]}
printf '\n==bilge:%s:done==\n' "$BILGE_NONCE"
times
}
bilge_scan </dev/null`,
  );
}

function words(section: ScanSection): (string | number | Sh)[] {
  const body = sh.anyName(`${section.script.source}\nexit 0`);
  return [section.id, section.limitSeconds, section.gzip ? 'gzip' : 'plain', body];
}
