import { type LabHost, startHost } from '../lab/lab.ts';
import { sshCommand } from '../lab/ssh-command.ts';
import { restartDocker } from '../lab/states/engine.ts';
import { HostRun } from '../test/helpers/host-run.ts';
import { type Comparison, timed } from './ratio.ts';

/**
 * 500 orphans removed for good in one run (each proven again on the host, set aside, journaled, purged, looked at again) against a
 * loop of one delete command per object, over the same SSH, of as many objects of the same shape on the same disk.
 */
const objects = 500;
const rounds = 5;

const kinds = {
  ext4: { what: 'directories', remove: 'rm -rf --' },
  btrfs: { what: 'subvolumes', remove: 'btrfs subvolume delete' },
} as const;

export async function benchRemoval(): Promise<Comparison[]> {
  const found: Comparison[] = [];
  for (const kind of ['ext4', 'btrfs'] as const) found.push(await onHost(kind));
  return found;
}

async function onHost(kind: keyof typeof kinds): Promise<Comparison> {
  const target = new HostRun(await startHost(kind));
  const ours: number[] = [];
  const loop: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      await makeOrphans(target.host, kind);
      await target.host.exec('sleep 3');
      await restartDocker(target.host);
      await target.reconnect();
      const plan = await target.plan('remove-leaked-layers', { mode: 'delete', names: 'all' });
      ours.push(await timed(() => mustSucceed(target.apply(plan))));
      await makePlain(target.host, kind);
      const command = `for each in /var/lib/docker/bench/*; do ${kinds[kind].remove} "$each"; done >/dev/null`;
      loop.push(await timed(() => sshCommand(target.host, command)));
    }
  } finally {
    await target.stop();
  }
  return {
    name: `removal of ${objects} orphan ${kinds[kind].what}, ${kind}`,
    ours: { label: 'one run, launch to end', values: ours },
    alternative: { label: `loop of \`${kinds[kind].remove}\``, values: loop },
    target: { atMostRatio: 1.3 },
    remarks: 'guards and journal per batch; the run ended "succeeded" with every step done',
  };
}

async function mustSucceed(run: ReturnType<HostRun['apply']>): Promise<void> {
  const { state, said, steps } = await run;
  const done = steps.filter((step) => step.state === 'done').length;
  if (state !== 'succeeded' || done < objects) throw new Error(`the run ended ${state}, ${done} steps done: ${said}`);
}

/** Ten small files each. overlay2 knows a layer by its short link, so each has one. */
const makeScript = `
folder=$1; kind=$2; number=$3
mkdir -p "$folder"
od -An -v -tx1 -w32 -N$((number * 32)) /dev/urandom | tr -d ' ' >/tmp/names
while read -r name; do
  if [ "$kind" = btrfs ]; then btrfs subvolume create "$folder/$name" >/dev/null; inside=$folder/$name; else
    mkdir "$folder/$name" "$folder/$name/diff"; inside=$folder/$name/diff
    if [ -d "$folder/l" ]; then
      link=$(printf '%.26s' "$name" | tr a-f A-F | tr 0189 GHIJ)
      printf '%s' "$link" >"$folder/$name/link"; ln -s "../$name/diff" "$folder/l/$link"
    fi
  fi
  for file in 1 2 3 4 5 6 7 8 9 10; do echo "$name" >"$inside/$file"; done
done </tmp/names
sync`;

async function makeOrphans(host: LabHost, kind: keyof typeof kinds): Promise<void> {
  const folder = kind === 'btrfs' ? '/var/lib/docker/btrfs/subvolumes' : '/var/lib/docker/overlay2';
  await host.exec(makeScript, { args: [folder, kind, String(objects)], timeoutMs: 300_000 });
}

async function makePlain(host: LabHost, kind: keyof typeof kinds): Promise<void> {
  await host.exec(makeScript, { args: ['/var/lib/docker/bench', kind, String(objects)], timeoutMs: 300_000 });
}
