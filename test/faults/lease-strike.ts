/** Blows that fall on a run which the dashboard does itself over containerd's socket; each leaves the host to be mended by `leaseRepair`. */
export const leaseFaults = [
  'kill -9 of the dashboard',
  'containerd restarted',
  'kill -9 of containerd',
  'kill -9 of dockerd',
  'kill -9 of sshd',
  'disk full',
] as const;
export type LeaseFault = (typeof leaseFaults)[number];

const disk = '/srv/data';

export const leaseBlows: Readonly<Record<LeaseFault, string>> = {
  'kill -9 of the dashboard': ':',
  'containerd restarted': 'systemctl restart containerd.service',
  'kill -9 of containerd': 'systemctl kill --signal=KILL --kill-who=main containerd.service; sleep 0.2',
  'kill -9 of dockerd': 'systemctl kill --signal=KILL --kill-who=main docker.service; sleep 0.2',
  'kill -9 of sshd':
    'systemctl kill --signal=KILL ssh.service; systemctl reset-failed ssh.service; systemctl restart ssh.service',
  'disk full': `fallocate -l "$(($(df -Pk ${disk} | awk 'NR > 1 { print $4 }') * 1024))" ${disk}/fill 2>/dev/null
    dd if=/dev/zero of=${disk}/fill2 bs=64k 2>/dev/null; dd if=/dev/zero of=${disk}/fill3 bs=512 2>/dev/null; true`,
};

/** As a person does: room is made, and what is down is started. */
export const leaseRepair = `rm -f ${disk}/fill ${disk}/fill2 ${disk}/fill3; sync -f ${disk}
for n in $(seq 300); do
  # Of images dockerd asks containerd, and after a lost connection it waits for a while before it tries again.
  docker images -q >/dev/null 2>&1 && ctr version >/dev/null 2>&1 && exit 0
  systemctl reset-failed containerd.service docker.service docker.socket
  systemctl start containerd.service docker.socket docker.service
  sleep 0.1
done
echo 'the daemons do not run' >&2; exit 1`;
