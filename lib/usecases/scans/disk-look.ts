import type { Host } from '../../domain/host.ts';
import type { HostId } from '../../domain/ids.ts';
import type { HostSession } from '../../domain/session.ts';
import type { StoredLook } from '../../domain/stored/remembered.ts';
import { readEngine } from '../../facts/engine/engine.ts';
import { lookOf, parseBlockDevices, sleepVerdict } from '../../monitor/disks/disk-sleep.ts';
import { asReadScript } from '../../shell/read-script.ts';
import { sh } from '../../shell/sh.ts';
import type { Application } from '../core/application.ts';
import { withSession } from '../hosts/with-session.ts';

/**
 * Why these looks are scripts of their own, and no part of the scan's: the Engine's lists are read beside the scan's script, over the same
 * connection, and Docker may read its disk for them. So the look before must have answered when they begin, and a script answers as a
 * whole when it ends; and the look after must come when they are done too, or the next one would find their reads, and no disk would
 * ever count as asleep. Hosts without a rotational disk have no look before.
 *
 * Shell builtins on /sys alone: no program is started that would have to be read from a disk. `name|rotational|power|mapper|slaves|partitions|stat`.
 */
const lookScript = asReadScript(sh`for d in /sys/block/*; do
  stat= rotational= power= mapper= slaves= partitions=
  read -r stat <"$d/stat" || continue
  { read -r rotational <"$d/queue/rotational"; read -r power <"$d/device/power/runtime_status"; read -r mapper <"$d/dm/name"; } 2>/dev/null
  for s in "$d"/slaves/*; do [ -e "$s" ] && slaves="$slaves,\${s##*/}"; done
  for p in "$d"/*/partition; do [ -e "$p" ] && { p="\${p%/partition}"; partitions="$partitions,\${p##*/}"; }; done
  printf '%s|%s|%s|%s|%s|%s|%s\n' "\${d##*/}" "$rotational" "$power" "$mapper" "\${slaves#,}" "\${partitions#,}" "$stat"
done
:`);

const looksOf = (app: Application) => app.store.documents.stored('disk-looks');

export function storedLook(app: Application, hostId: HostId): StoredLook | null {
  return looksOf(app).byIdIfReadable(hostId);
}

/**
 * Where the disks below Docker's data rest since the last look, the Engine alone is asked and the figures of the last scan stay. False:
 * scan as always; also where there is no shell, no earlier scan, or the Engine does not answer.
 */
export async function leaveAsleep(app: Application, host: Host): Promise<boolean> {
  const sources = sourcesOf(app, host.id);
  // The look after the last scan found nothing that could rest.
  if (sources === null || storedLook(app, host.id) === null) return false;
  return withSession(app, host, async (session) => {
    const devices = await look(session);
    const before = storedLook(app, host.id);
    const now = app.now();
    if (devices === null) return false;
    const verdict = sleepVerdict(devices, { sources, before, nowMs: now.getTime() });
    if (!verdict.asleep) return false;
    if (session.docker === null) return false;
    try {
      await readEngine(session.docker);
    } catch {
      // What is wrong there is for a whole scan to say.
      return false;
    }
    const at = now.toISOString();
    const first = lookOf(devices, now.getTime());
    const after = await look(session);
    const counters = after === null ? {} : lookOf(after, 0).counters;
    const isUsed = verdict.disks.some((disk) => counters[disk] !== first.counters[disk]);
    looksOf(app).put(
      host.id,
      {
        ...first,
        asleepSince: before?.asleepSince ?? at,
        leftAsleep: (before?.leftAsleep ?? 0) + 1,
        usedMeanwhile: (before?.usedMeanwhile ?? 0) + (isUsed ? 1 : 0),
      },
      at,
    );
    app.store.hostStates.put(host.id, { state: 'reachable', at, problem: null });
    app.events.publish({ type: 'host', hostId: host.id });
    return true;
  });
}

/** After a whole scan: what the next look is compared with. */
export async function rememberLook(app: Application, host: Host): Promise<void> {
  await withSession(app, host, async (session) => {
    const devices = await look(session);
    // Nothing here ever sleeps: nothing to remember, and nothing to write.
    if (devices === null || !devices.some(({ isRotational }) => isRotational)) return false;
    const before = storedLook(app, host.id);
    const now = app.now();
    const counts = { leftAsleep: before?.leftAsleep ?? 0, usedMeanwhile: before?.usedMeanwhile ?? 0 };
    looksOf(app).put(host.id, { ...lookOf(devices, now.getTime()), asleepSince: null, ...counts }, now.toISOString());
    return true;
  });
}

/**
 * Of the filesystems that hold Docker's data. containerd's root counts where images lie in it; else it is a few records on the system's disk,
 * which is never at rest. null: no scan has said yet where the data is.
 */
function sourcesOf(app: Application, hostId: HostId): string[] | null {
  const facts = app.store.facts.latest(hostId);
  if (facts?.sections.filesystems.state !== 'known' || facts.sections.engine.state !== 'known') return null;
  const holds = facts.sections.engine.value.imageStore === 'containerd' ? ['containerd-root'] : [];
  const wanted = new Set<string>(['data-root', 'volumes', ...holds]);
  return facts.sections.filesystems.value
    .filter(({ roles }) => roles.some((role) => wanted.has(role)))
    .map(({ source }) => source);
}

async function look(session: HostSession) {
  if (!session.capabilities.has('shell')) return null;
  const output = await session.read(lookScript, { timeoutMs: 15_000, maxBytes: 1024 * 1024 });
  return output.timedOut || output.truncated ? null : parseBlockDevices(Buffer.from(output.stdout).toString('utf8'));
}
