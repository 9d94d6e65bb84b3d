import type { InitSystem } from '../domain/platform-facts.ts';
import { type Sh, sh } from '../shell/sh.ts';

/**
 * How Docker is stopped and started: as a person would type it, in the order of the commands, and as scripts do it. Both stand in one
 * place, and service-control.shell.test.ts runs the second and compares.
 * A refusal says why Bilge leaves Docker alone there, and what to use instead.
 */
export type ServiceControl = (ServiceWords & { script: ServiceScript }) | { refusal: string };

export interface ServiceWords {
  stop: readonly string[];
  start: readonly string[];
}

/** Bodies of shell functions. What they print goes to the run's file `service`. */
export interface ServiceScript {
  /** returns 0 where Docker could be started again, else prints why not; read only */
  canStart: Sh;
  stop: Sh;
  /** sets start_failed where it is sure at once that Docker did not start; otherwise the Engine is waited for */
  start: Sh;
}

/** Where one program that belongs to the system does both. */
export function byProgram(file: string): ServiceControl {
  return {
    stop: [`${file} stop`],
    start: [`${file} start`],
    script: {
      canStart: sh`if [ -x ${file} ]; then return 0; fi; printf '%s\n' ${`${file} was not found`}`,
      stop: sh`${file} stop`,
      start: sh`${file} start`,
    },
  };
}

/** Stopped with its socket: any client that opened /run/docker.sock would start it again. */
const systemd: ServiceControl = {
  stop: ['systemctl stop docker.socket', 'systemctl stop docker.service'],
  start: ['systemctl start docker.socket', 'systemctl start docker.service'],
  script: {
    canStart: sh`case $(systemctl show --property=LoadState docker.service 2>/dev/null) in
    LoadState=loaded) return 0 ;;
    *) echo 'systemd has no unit docker.service (or it is masked), so Docker could not be started again' ;;
  esac`,
    stop: sh`if systemctl cat docker.socket >/dev/null 2>&1; then systemctl stop docker.socket; fi
  systemctl stop docker.service`,
    start: sh`# Debian allows three starts a minute, so the counter is reset first.
  systemctl reset-failed docker.service docker.socket
  if systemctl cat docker.socket >/dev/null 2>&1; then systemctl start docker.socket; fi
  systemctl start docker.service || start_failed=yes`,
  },
};
const openrc: ServiceControl = {
  stop: ['rc-service docker stop'],
  start: ['rc-service docker start'],
  script: {
    canStart: sh`if rc-service --exists docker 2>/dev/null; then return 0; fi; echo 'OpenRC has no service docker'`,
    stop: sh`rc-service docker stop`,
    start: sh`rc-service docker start`,
  },
};
const unknown: ServiceControl = { refusal: 'How Docker starts on this host is unknown, so Bilge does not stop it.' };

const byInit: Partial<Record<InitSystem, ServiceControl>> = { systemd, openrc, sysv: byProgram('/etc/init.d/docker') };

/** Where no vendor has a way of its own, the init system decides. */
export function serviceOfInit(init: InitSystem): ServiceControl {
  return byInit[init] ?? unknown;
}

/** What docker-service.sh calls; where the platform refuses, so do they. */
export function serviceFunctions(service: ServiceControl): Sh {
  const { canStart, stop, start } =
    'refusal' in service
      ? { canStart: sh`printf '%s\n' ${service.refusal}`, stop: sh`return 1`, start: sh`return 1` }
      : service.script;
  return sh`# ---- How this platform stops and starts Docker
can_control_docker() { # prints why not
  ${canStart}
  return 1
}
docker_service_stop() {
  ${stop}
}
docker_service_start() {
  ${start}
}`;
}
