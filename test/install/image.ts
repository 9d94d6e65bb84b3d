import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { ensureBaseTree } from '../../lab/base-tree.ts';
import { type LabHost, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { projectRoot } from '../../scripts/runtime.mjs';
import { InstallLog } from './install-log.ts';
import { addAndScan, checkFiles, firstPage, lastLines, packaged } from './install-steps.ts';
import { overOwnSocket } from './own-socket.ts';
import { timeStarts } from './start-times.ts';

/** What compose.yaml says, as flags: compose itself is not in Debian's docker.io. */
const restart = /^ {4}restart: (\S+)$/m.exec(fs.readFileSync('packaging/compose/compose.yaml', 'utf8'))?.[1] ?? '';
const asComposed = `--restart ${restart} --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges:true -p 3000:3000`;

/** A tar that another program reads while it is written: nothing of it lies in memory whole. */
async function pipe(host: LabHost, args: readonly string[], into: string): Promise<void> {
  const tar = spawn('tar', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  for await (const chunk of tar.stdout) chunks.push(chunk);
  await host.exec(into, { input: Buffer.concat(chunks), timeoutMs: patience(300_000) });
}

/** No registry is reachable: the base image is Debian's own packages of the lab, under the name that the Dockerfile uses. */
async function build(host: LabHost): Promise<void> {
  packaged(/^bilge-.*-linux-x64\.tar\.gz$/);
  const base = await ensureBaseTree('trixie');
  const libraries = execFileSync(
    'sh',
    [
      '-c',
      'cd "$1" && ls -d usr/lib/*-linux-gnu/libc.so.6 usr/lib/*-linux-gnu/libm.so.6 usr/lib/*-linux-gnu/libdl.so.2 usr/lib/*-linux-gnu/libpthread.so.0 usr/lib/*-linux-gnu/librt.so.1 usr/lib/*-linux-gnu/libgcc_s.so.1 usr/lib/*-linux-gnu/libstdc++.so.6* usr/lib/*-linux-gnu/ld-linux-*',
      '-',
      base,
    ],
    { encoding: 'utf8' },
  ).trim();
  await pipe(host, ['-C', base, '-c', ...libraries.split('\n')], 'docker import - debian:trixie-slim');
  const context = ['packaging', 'dist/package', 'Dockerfile', '.dockerignore', 'LICENSE', 'package.json'];
  await pipe(
    host,
    ['-C', projectRoot, '--exclude=*.tar.gz', '--exclude=*.deb', '-c', ...context],
    'mkdir -p /root/src && tar -C /root/src -xf -',
  );
  await host.exec(
    'cd /root/src && DOCKER_BUILDKIT=1 docker build --build-arg PACKAGE=prebuilt -t bilge:latest . > /root/build.log 2>&1 || { tail -30 /root/build.log >&2; exit 1; }',
    { timeoutMs: patience(300_000) },
  );
}

export async function installImage(): Promise<InstallLog> {
  const log = new InstallLog('Container image, Docker 20.10 on Debian 12');
  const host = await startHost('ext4');
  try {
    await build(host);
    await lookInside(host, log);
    await host.exec(`docker run -d --name bilge ${asComposed} -v bilge-data:/data bilge:latest`);
    await firstPage(host, performance.now());
    await timeStarts(host, log, {
      what: 'docker start',
      stop: 'docker stop -t 20 bilge',
      start: 'docker start bilge',
      processId: "docker inspect -f '{{.State.Pid}}' bilge",
    });
    const cli = 'docker exec -i bilge bilge';
    log.note('bilge health in the container', (await host.exec(`${cli} health`)).stdout.trim());
    log.note(
      'user, and where it may write',
      (
        await host.exec("docker inspect -f '{{.Config.User}} read-only root: {{.HostConfig.ReadonlyRootfs}}' bilge")
      ).stdout.trim(),
    );
    await addAndScan(host, log, cli, host.address);
    const plan = await host.exec(`${cli} plan nas prune-containers -p minAgeHours=0`, { allowFailure: true });
    log.check(
      'its own container is never garbage',
      !/remove.*\bbilge\b/i.test(plan.stdout),
      lastLines(plan.stdout + plan.stderr, 1),
    );
    await overOwnSocket(host, log, restart);
    await comesBack(host, log);
    await otherUser(host, log);
    const health = await host.exec(
      `until [ "$(docker inspect -f '{{.State.Health.Status}}' bilge)" = healthy ]; do sleep 1; done; echo healthy`,
      { timeoutMs: patience(90_000) },
    );
    log.note('HEALTHCHECK', health.stdout.trim());
  } finally {
    await host.stop();
  }
  return log;
}

async function lookInside(host: LabHost, log: InstallLog): Promise<void> {
  const size = Number((await host.exec("docker image inspect -f '{{.Size}}' bilge:latest")).stdout);
  log.check('unpacked, at most 180 MB', size <= 180e6, `${(size / 1e6).toFixed(1)} MB`);
  const packed = Number(
    (await host.exec('docker save bilge:latest | gzip -6 | wc -c', { timeoutMs: patience(180_000) })).stdout,
  );
  log.check('compressed (gzip), at most 65 MB', packed <= 65e6, `${(packed / 1e6).toFixed(1)} MB`);
  const files = (
    await host.exec(
      'docker create --name look bilge:latest >/dev/null; docker export look | tar -t; docker rm look >/dev/null',
    )
  ).stdout.split('\n');
  checkFiles(log, files);
  const labels = (await host.exec("docker image inspect -f '{{json .Config.Labels}}' bilge:latest")).stdout.trim();
  const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };
  log.check(
    'labels, with the version',
    (JSON.parse(labels) as Record<string, string>)['org.opencontainers.image.version'] === version,
    labels,
  );
  const said = (
    await host.exec('docker run --rm --entrypoint /usr/local/bin/bilge bilge:latest --version')
  ).stdout.trim();
  log.check('bilge --version in it', said === version, said);
}

/**
 * `on-failure` also brings it back where Docker or the machine restarts: the dashboard ends with 143, which is not 0. Docker counts crashes
 * from its own start on, however long the container ran in between: a small number would be used up one night.
 */
async function comesBack(host: LabHost, log: InstallLog): Promise<void> {
  const cases: [string, () => Promise<unknown>][] = [
    ['Docker restarted', () => host.exec('systemctl restart docker', { timeoutMs: patience(60_000) })],
    [
      'dockerd killed',
      () =>
        host.exec('systemctl kill -s KILL docker; until docker info >/dev/null 2>&1; do sleep 0.3; done', {
          timeoutMs: patience(60_000),
        }),
    ],
    ['crashed six times', () => host.exec(crashes, { timeoutMs: patience(120_000) })],
    ['machine restarted', () => host.reboot()],
    ['machine lost power', () => host.powerOff().then(() => host.powerOn())],
  ];
  for (const [what, shake] of cases) {
    await shake();
    log.note(`${what}: it comes back`, `first page after ${await firstPage(host, performance.now())} ms`);
  }
}

// A container that waits for its next start is "running" too, with 0 for its process: `kill -9 0` is the end of this script.
const crashes = `for crash in 1 2 3 4 5 6; do
  until [ "$(docker inspect -f '{{.State.Status}}' bilge)" = running ]; do sleep 0.3; done
  before=$(docker inspect -f '{{.RestartCount}}' bilge)
  kill -9 "$(docker inspect -f '{{.State.Pid}}' bilge)"
  until [ "$(docker inspect -f '{{.RestartCount}} {{.State.Status}}' bilge)" = "$((before + 1)) running" ]; do sleep 0.3; done
done`;

/** Unraid's user with a folder that root made: the first line of the log is followed to the letter. */
async function otherUser(host: LabHost, log: InstallLog): Promise<void> {
  await host.exec('docker rm -f bilge; mkdir -p /srv/appdata; chown root:root /srv/appdata; chmod 755 /srv/appdata');
  const fewTries = asComposed.replace(restart, 'on-failure:3');
  await host.exec(`docker run -d --name bilge ${fewTries} --user 99:100 -v /srv/appdata:/data bilge:latest`);
  const ended = await host.exec(
    `until [ "$(docker inspect -f '{{.State.Status}}' bilge)" = exited ]; do sleep 0.5; done
     docker inspect -f '{{.State.ExitCode}} {{.RestartCount}}' bilge; docker logs bilge 2>&1 | head -1`,
    { timeoutMs: patience(120_000) },
  );
  const [state = '', line = ''] = ended.stdout.trim().split('\n');
  log.check('data of another owner: code, times it was tried again', state === '78 3', `${state}: ${line}`);
  const chown = /chown -R \S+ \S+/.exec(line)?.[0] ?? 'false';
  await host.exec(`${chown.replace('/data', '/srv/appdata')} && docker start bilge`);
  log.note('after that command', `first page after ${await firstPage(host, performance.now())} ms`);
}
