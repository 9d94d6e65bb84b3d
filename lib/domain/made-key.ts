/** A key that Bilge made for a host that is about to be added. Its private half is sealed and never shown. */
export interface MadeKey {
  id: string;
  /** the line of `authorized_keys` */
  publicKey: string;
  /** one line for a shell, as the user Bilge logs in as */
  command: string;
  /** the same, with what a login by this key may not do */
  restricted: string;
}

/**
 * Machines lock an address out after some refused logins (fail2ban, OpenSSH's PerSourcePenalties, the block lists of NAS systems), so a
 * host that does not know the key yet is tried seldom.
 */
export const betweenTriesMs = 40_000;

/** How a person lets Bilge in on one kind of system. */
export interface PlaceForKey {
  id: string;
  title: string;
  /** as whom Bilge logs in */
  user: string;
  /** where the line with the public key goes */
  key: string;
  /** who may open Docker's socket there */
  socket: string;
}
