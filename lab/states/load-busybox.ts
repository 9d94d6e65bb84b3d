import type { LabHost } from '../lab.ts';

/** There is no image registry: the base tree carries a root file system with BusyBox, imported as `busybox:lab`. */
export const busyboxImage = 'busybox:lab';

export async function loadBusybox(host: LabHost, socket = 'unix:///var/run/docker.sock'): Promise<string> {
  await host.exec(
    `docker -H "$1" image inspect "$2" >/dev/null 2>&1 ||
     docker -H "$1" import --change 'CMD ["/bin/sh"]' /usr/local/share/bilge-lab/busybox.tar "$2"`,
    { args: [socket, busyboxImage] },
  );
  return busyboxImage;
}
