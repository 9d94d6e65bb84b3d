/** Every text about a Docker socket that the dashboard may not open. */
export const socketTroubleWords = {
  title: 'Bilge may not open Docker’s socket',
  why: (path: string, uid: number, gid: number) =>
    `${path} belongs to user ${uid}, group ${gid}, and this dashboard runs as neither. Platforms differ here: Debian has a group docker, Synology’s socket belongs to root:root. Three ways out:`,
  ssh: 'Use SSH (recommended). It sees everything, needs no socket in the container, and works on every platform. Choose SSH above.',
  proxy:
    'Put a socket proxy in between: it runs as root and passes on only what Bilge needs. compose.socket-proxy.yaml has it; add tcp://socket-proxy:2375 here.',
  group: (gid: number) =>
    gid === 0
      ? 'Run the dashboard as root (user: "0:0" in the compose file): this socket’s group is root’s, so nothing less opens it. Whoever takes over the dashboard is then root on the machine.'
      : `Give the dashboard the socket’s group: group_add: ["${gid}"] in the compose file (outside a container: the group of the socket). Whoever takes over the dashboard is then root on the machine.`,
};
