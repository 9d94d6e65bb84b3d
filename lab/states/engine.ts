import type { LabHost } from '../lab.ts';

/** Stops the engine for good: while docker.socket lives, the next `docker` command would start it again. */
export async function stopDocker(host: LabHost): Promise<void> {
  await host.exec('systemctl stop docker.socket docker.service');
}

export async function startDocker(host: LabHost): Promise<void> {
  // Debian's unit allows three starts a minute; a test restarts more often than that.
  await host.exec('systemctl reset-failed docker.service docker.socket; systemctl start docker.socket docker.service');
}

export async function restartDocker(host: LabHost): Promise<void> {
  await stopDocker(host);
  await startDocker(host);
}

/** SIGKILL to the engine alone: its containers and containerd run on. By default systemd's restart is awaited. */
export async function killDocker9(host: LabHost, options: { staysDown?: boolean } = {}): Promise<void> {
  await host.exec('systemctl kill --signal=KILL --kill-who=main docker.service');
  await stopDocker(host);
  if (options.staysDown !== true) await startDocker(host);
}

/** Changes some keys of daemon.json; undefined removes one. Takes effect at the next start. */
export async function changeDaemonConfig(host: LabHost, change: Readonly<Record<string, unknown>>): Promise<void> {
  const path = '/etc/docker/daemon.json';
  const { stdout } = await host.exec('cat -- "$1" 2>/dev/null || echo "{}"', { args: [path] });
  await host.putFile(path, `${JSON.stringify({ ...JSON.parse(stdout), ...change }, null, 2)}\n`);
}

export async function dockerRoot(host: LabHost): Promise<string> {
  return (await host.exec("docker info --format '{{.DockerRootDir}}'")).stdout.trim();
}

export async function currentDriver(host: LabHost): Promise<string> {
  return (await host.exec("docker info --format '{{.Driver}}'")).stdout.trim();
}

/** Where the image metadata of the current driver is. */
export async function imageFolder(host: LabHost): Promise<string> {
  return `${await dockerRoot(host)}/image/${await currentDriver(host)}`;
}
