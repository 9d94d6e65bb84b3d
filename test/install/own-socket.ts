import type { LabHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { type InstallLog, onOneLine } from './install-log.ts';
import { lastLines } from './install-steps.ts';

const cli = 'docker exec by-socket bilge';
const answers = `until ${cli} health >/dev/null 2>&1; do sleep 0.3; done`;

/**
 * The dashboard in a container manages the very Docker that runs it, by the group that compose.socket.yaml names and by the helper
 * container: a run restarts Docker, and so stops its own dashboard, once with a restart policy and once without.
 */
export async function overOwnSocket(host: LabHost, log: InstallLog, restart: string): Promise<void> {
  const gid = (await host.exec('stat -c %g /var/run/docker.sock')).stdout.trim();
  await host.exec(
    `docker run -d --name by-socket --restart ${restart} --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges:true \
       --group-add ${gid} -v /var/run/docker.sock:/var/run/docker.sock -v socket-data:/data bilge:latest`,
  );
  const said = await host.exec(
    `${answers}
     ${cli} host add here unix:///var/run/docker.sock --host-access helper && ${cli} scan here >/dev/null &&
       ${cli} plan here prune-containers -p minAgeHours=0; ${cli} plan here prune-images -p minAgeHours=0`,
    { allowFailure: true, timeoutMs: patience(240_000) },
  );
  const text = `${said.stdout}${said.stderr}`;
  log.check('over its own socket, with the helper: added and scanned', text.includes('Added here'), lastLines(text, 1));
  log.check(
    'over its own socket: its helper container stands in the way of no plan',
    !text.includes('Docker does not list'),
    'no plan is refused for it',
  );
  log.check(
    'over its own socket: neither its container nor its image is offered',
    !/^\s*(remove|delete).*(by-socket|bilge:latest)/im.test(text),
    'not offered',
  );
  await restartDocker(host, log, `a run restarts Docker, restart policy ${restart}`);
  await host.exec('docker update --restart no by-socket');
  // The run starts what ran before and does not come back by itself: that is the dashboard too.
  await restartDocker(host, log, 'the same without a restart policy');
  await host.exec('docker rm -f by-socket; docker volume rm socket-data');
}

async function restartDocker(host: LabHost, log: InstallLog, what: string): Promise<void> {
  const planned = await host.exec(`${cli} plan here restart-docker --json`, {
    allowFailure: true,
    timeoutMs: patience(120_000),
  });
  log.check(
    `${what}: the plan says that it stops its own dashboard`,
    planned.stdout.includes('This dashboard is one of these containers'),
    planned.code === 0 ? 'said' : lastLines(planned.stderr, 2),
  );
  const { id } = JSON.parse(planned.stdout) as { id: string };
  const run = id.replace(/^plan_/, 'run_');
  // The command line is in the container, and goes with it.
  await host.exec(`${cli} apply ${id} --confirm here`, { allowFailure: true, timeoutMs: patience(240_000) });
  await host.exec(
    `until grep -qs '"run.ended"' "/var/lib/bilge/runs/$1/journal.jsonl"; do sleep 0.3; done
     until docker info >/dev/null 2>&1; do sleep 0.3; done`,
    { args: [run], timeoutMs: patience(180_000) },
  );
  const listed = await host.exec(
    `${answers}; until ${cli} run list | grep -q "$1.*succeeded"; do sleep 0.5; done; ${cli} run list | grep "$1"`,
    {
      args: [run],
      timeoutMs: patience(180_000),
    },
  );
  const times = (await host.exec('grep -c run.ended "/var/lib/bilge/runs/$1/journal.jsonl"', { args: [run] })).stdout;
  log.check(`${what}: it comes back and tells how the run ended`, times.trim() === '1', onOneLine(listed.stdout));
}
