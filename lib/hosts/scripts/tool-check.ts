import { TransportError } from '../../domain/errors.ts';
import type { HostCheck, HostSession } from '../../domain/session.ts';
import { asReadScript } from '../../shell/read-script.ts';
import { sh } from '../../shell/sh.ts';

/** Without these no facts can be read at all; every Linux has them, if only as BusyBox. */
const neededTools = ['awk', 'cat', 'dd', 'df', 'du', 'find', 'grep', 'ls', 'od', 'readlink', 'sed', 'stat'];
/** Each opens one more thing; what misses is said where it is missed. */
const usefulTools = ['btrfs', 'docker', 'findmnt', 'losetup', 'nsenter', 'setsid', 'systemd-run', 'timeout'];

export async function checkTools(session: HostSession, signal?: AbortSignal): Promise<HostCheck> {
  const script = asReadScript(sh`
for tool in ${[...neededTools, ...usefulTools]}; do
  command -v "$tool" >/dev/null 2>&1 && echo "$tool"
done
echo end`);
  try {
    const output = await session.read(script, { timeoutMs: 20_000, ...(signal === undefined ? {} : { signal }) });
    const found = output.stdout.toString('utf8').split('\n');
    if (!found.includes('end')) {
      return { id: 'tools', ok: false, detail: `The list of tools is incomplete: ${output.stderr.trim().slice(-300)}` };
    }
    const missing = neededTools.filter((tool) => !found.includes(tool));
    const absent = usefulTools.filter((tool) => !found.includes(tool));
    const rest = absent.length === 0 ? 'all optional ones too' : `not ${absent.join(', ')}`;
    return missing.length === 0
      ? { id: 'tools', ok: true, detail: `The required tools are there; ${rest}.` }
      : {
          id: 'tools',
          ok: false,
          detail: `These required tools are missing: ${missing.join(', ')}.`,
        };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return { id: 'tools', ok: false, detail: error.userMessage };
  }
}
