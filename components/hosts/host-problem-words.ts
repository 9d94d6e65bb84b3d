/** What is wrong with what was entered for a host. */
export const hostProblemWords = {
  socketPath: 'Enter the full path of the socket, starting with /.',
  hostAndPort: 'Enter host and port, for example docker.lan:2376.',
  certificateAndKey: 'A client certificate and its key belong together.',
  name: 'Enter a name.',
  longName: 'At most 63 characters.',
  jumpForm: (wrong: string) => `Enter each as ssh://user@host:port; “${wrong}” is not in that form.`,
  publicKey: 'This is the public key. Paste the private one: the file without .pub.',
  address: 'Enter the host’s name or IP address.',
  onlyAddress: 'Enter only the name or IP address; user and port have their own fields.',
  port: 'Enter a port from 1 to 65535.',
  user: 'Enter the user to log in as.',
  key: 'Paste the private key.',
  password: 'Enter the password of this user.',
  sudoPassword: 'Enter the password for sudo.',
  jumpLogin: (host: string) => `Choose below how to log in at ${host}.`,
  invalid: 'This is not valid.',
};
