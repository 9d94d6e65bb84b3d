import { type HostKind, type LabHost, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { InstallLog, onOneLine } from './install-log.ts';

const healthy = "trap 'exit 143' TERM; while :; do sleep 1 & wait $!; done";

/** Name, policy, what it runs: as the dashboard ends when it is told to, when it crashes, and when only a person can mend it. */
const containers: readonly (readonly [string, string, string])[] = [
  ['runs:on-failure:5', 'on-failure:5', healthy],
  ['runs:unless-stopped', 'unless-stopped', healthy],
  ['stopped-by-hand:on-failure:5', 'on-failure:5', healthy],
  ['stopped-by-hand:unless-stopped', 'unless-stopped', healthy],
  ['ends-with-78:on-failure:5', 'on-failure:5', 'exit 78'],
  ['ends-with-78:unless-stopped', 'unless-stopped', 'exit 78'],
  ['crashes-after-11-s:on-failure:5', 'on-failure:5', 'sleep 11; exit 1'],
];

/** Why the compose files say what they say: what Docker's own policies do with small containers. Minutes, for Docker's waits between tries. */
export async function tryPolicies(kind: HostKind, debian: number): Promise<InstallLog> {
  const host = await startHost(kind);
  try {
    const version = (await host.exec("docker version -f '{{.Server.Version}}'")).stdout.trim();
    const log = new InstallLog(`Restart policies, Docker ${version} on Debian ${debian}`);
    const image = await loadBusybox(host);
    for (const [name, policy, script] of containers)
      await host.exec('docker run -d --name "$1" --restart "$2" --network none "$3" sh -c "$4"', {
        args: [name.replaceAll(':', '.'), policy, image, script],
        timeoutMs: patience(60_000),
      });
    await host.exec('docker stop -t 5 $(docker ps -aq --filter name=stopped-by-hand)', { timeoutMs: patience(60_000) });
    const settled = `until docker info >/dev/null 2>&1; do sleep 0.3; done
      until [ "$(docker inspect -f '{{.State.Status}}' ends-with-78.on-failure.5)" = exited ]; do sleep 0.5; done`;
    const look = async (what: string): Promise<void> => log.note(what, await seen(host, settled));
    await host.exec(
      `until [ "$(docker inspect -f '{{.State.Status}}' crashes-after-11-s.on-failure.5)" = exited ]; do sleep 1; done`,
      { timeoutMs: patience(240_000) },
    );
    await look('after the last crash');
    await host.exec('systemctl restart docker', { timeoutMs: patience(60_000) });
    await look('systemctl restart docker');
    await host.exec('systemctl kill -s KILL docker', { timeoutMs: patience(60_000) });
    await look('dockerd killed');
    await host.reboot();
    await look('machine restarted');
    await host.powerOff();
    await host.powerOn();
    await look('machine lost power');
    return log;
  } finally {
    await host.stop();
  }
}

async function seen(host: LabHost, settled: string): Promise<string> {
  const format = '{{.Name}} {{.State.Status}} ({{.State.ExitCode}}, tried again {{.RestartCount}})';
  const { stdout } = await host.exec(
    `${settled}; docker inspect -f '${format}' $(docker ps -aq) | sort | sed 's,^/,,; s,$,;,'`,
    {
      timeoutMs: patience(120_000),
    },
  );
  return onOneLine(stdout);
}
