import type { LabHost } from '../lab.ts';

/** Gives the host a new SSH host key, as after a reinstallation or with someone in between. Returns its fingerprint. */
export async function rotateHostKey(host: LabHost): Promise<string> {
  const { stdout } = await host.exec(`
set -eu
key=/etc/ssh/ssh_host_ed25519_key
rm -f "$key" "$key.pub"
ssh-keygen -q -t ed25519 -N '' -C bilge-lab -f "$key"
systemctl restart ssh
ssh-keygen -l -E sha256 -f "$key.pub" | cut -d' ' -f2
`);
  return stdout.trim();
}
