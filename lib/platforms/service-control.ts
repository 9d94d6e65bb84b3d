import type { InitSystem } from '../domain/platform-facts.ts';

/**
 * How Docker is stopped and started, in the order of the commands, as a person would type them: the same that
 * lib/actions/ops/shell/docker-service.sh runs on the host (service-control.test.ts runs it and compares).
 * A refusal says why Bilge leaves Docker alone there, and what to use instead.
 */
export type ServiceControl = { stop: readonly string[]; start: readonly string[] } | { refusal: string };

/** Stopped with its socket: any client that opened /run/docker.sock would start it again. */
const systemd: ServiceControl = {
  stop: ['systemctl stop docker.socket', 'systemctl stop docker.service'],
  start: ['systemctl start docker.socket', 'systemctl start docker.service'],
};
const openrc: ServiceControl = { stop: ['rc-service docker stop'], start: ['rc-service docker start'] };
const sysv: ServiceControl = { stop: ['/etc/init.d/docker stop'], start: ['/etc/init.d/docker start'] };
const unknown: ServiceControl = { refusal: 'How Docker starts on this host is unknown, so Bilge does not stop it.' };

const byInit: Partial<Record<InitSystem, ServiceControl>> = { systemd, openrc, sysv };

/** Where no vendor has a way of its own, the init system decides. */
export function serviceOfInit(init: InitSystem): ServiceControl {
  return byInit[init] ?? unknown;
}
