import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import ssh2, { type Algorithms, type AuthContext, type Connection, type ServerChannel } from 'ssh2';

/**
 * A real SSH server on loopback (ssh2's), for what a real sshd cannot be made to do at will: hang, reset, answer slowly, ask odd
 * questions. Commands run on this machine under `sh -c`, in a session of their own as with OpenSSH, and survive a closed channel as they do there.
 */
export interface TestSshServerOptions {
  /** private host keys, OpenSSH form; one ed25519 key where left out */
  hostKeys?: string[];
  password?: string;
  /** public key line that may log in */
  publicKey?: string;
  /** asked by keyboard-interactive instead of the password method */
  prompts?: { prompt: string; echo: boolean; answer: string }[];
  allowForwarding?: boolean;
  /** more sessions than this are refused, as by MaxSessions */
  maxSessions?: number;
  /** runs instead of `sh -c command` */
  onExec?: (command: string, channel: ServerChannel) => void;
  /** extra variables for commands, e.g. a PATH with a fake sudo */
  environment?: Record<string, string>;
  /** all that it offers; as an old machine does */
  algorithms?: Algorithms;
}

export interface TestSshServer {
  port: number;
  /** every login attempt as `method` or `method:value` */
  attempts: string[];
  execs: string[];
  /** cuts all connections as a pulled cable does, with RST */
  cut(): void;
  close(): Promise<void>;
}

type KeyPair = { private: string; public: string };

/** About one in 256 ed25519 keys that ssh2 1.17 makes is one it cannot read itself ("Malformed OpenSSH private key"). */
export function generateKey(type: 'ed25519' | 'rsa' | 'ecdsa', passphrase?: string): KeyPair {
  while (true) {
    const pair = generateAnyKey(type, passphrase);
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair;
  }
}

function generateAnyKey(type: 'ed25519' | 'rsa' | 'ecdsa', passphrase: string | undefined): KeyPair {
  if (type === 'rsa') return ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 });
  if (type === 'ecdsa') return ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  return passphrase === undefined
    ? ssh2.utils.generateKeyPairSync('ed25519')
    : ssh2.utils.generateKeyPairSync('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 4 });
}

export async function startSshServer(options: TestSshServerOptions = {}): Promise<TestSshServer> {
  const attempts: string[] = [];
  const execs: string[] = [];
  const children = new Set<ChildProcess>();
  const hostKeys = options.hostKeys ?? [generateKey('ed25519').private];
  const server = new ssh2.Server(
    { hostKeys, ...(options.algorithms ? { algorithms: options.algorithms } : {}) },
    (connection) => {
      connection.on('error', () => {});
      connection.on('authentication', (context) => authenticate(context, options, attempts));
      connection.on('ready', () => serve(connection, options, execs, children));
    },
  );
  const sockets = new Set<net.Socket>();
  // ssh2's Server takes a connection by event, so a net.Server of ours can keep the sockets.
  const listener = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    server.injectSocket(socket);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: address.port,
    attempts,
    execs,
    cut,
    close: async () => {
      cut();
      for (const child of children) child.stdin?.end();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

function authenticate(context: AuthContext, options: TestSshServerOptions, attempts: string[]): void {
  const accepted = [
    ...(options.publicKey === undefined ? [] : (['publickey'] as const)),
    ...(options.password === undefined ? [] : (['password'] as const)),
    ...(options.prompts === undefined ? [] : (['keyboard-interactive'] as const)),
  ];
  const answer = (isRight: boolean) => {
    if (isRight) context.accept();
    else context.reject([...accepted]);
  };
  if (context.method === 'password') {
    attempts.push(`password:${context.password}`);
    answer(context.password === options.password);
  } else if (context.method === 'publickey') {
    attempts.push('publickey');
    const key = options.publicKey === undefined ? null : ssh2.utils.parseKey(options.publicKey);
    const isKnown = key !== null && !(key instanceof Error) && key.getPublicSSH().equals(context.key.data);
    const { blob, signature, hashAlgo } = context;
    const isSigned =
      blob === undefined || signature === undefined || (isKnown && key.verify(blob, signature, hashAlgo));
    answer(isKnown && isSigned === true);
  } else if (context.method === 'keyboard-interactive' && options.prompts !== undefined) {
    const { prompts } = options;
    const asked = prompts.map(({ prompt, echo }) => ({ prompt, echo }));
    context.prompt(asked, (answers) => {
      attempts.push(`keyboard-interactive:${(answers ?? []).join(',')}`);
      answer(prompts.every((prompt, index) => prompt.answer === answers?.[index]));
    });
  } else {
    attempts.push(context.method);
    answer(false);
  }
}

function serve(
  connection: Connection,
  options: TestSshServerOptions,
  execs: string[],
  children: Set<ChildProcess>,
): void {
  let sessions = 0;
  connection.on('session', (accept, reject) => {
    if (sessions >= (options.maxSessions ?? 10)) return void reject();
    sessions += 1;
    const session = accept();
    session.on('close', () => {
      sessions -= 1;
    });
    session.on('exec', (acceptExec, _reject, info) => {
      execs.push(info.command);
      const channel = acceptExec();
      if (options.onExec !== undefined) options.onExec(info.command, channel);
      else runCommand(info.command, channel, options.environment ?? {}, children);
    });
  });
  connection.on('tcpip', (accept, reject, info) => {
    if (options.allowForwarding === false) return void reject();
    pipeTo(net.connect(info.destPort, info.destIP), accept, reject);
  });
  connection.on('openssh.streamlocal', (accept, reject, info) => {
    if (options.allowForwarding === false) return void reject();
    pipeTo(net.connect(info.socketPath), accept, reject);
  });
}

function pipeTo(socket: net.Socket, accept: () => ServerChannel, reject: () => void): void {
  socket.once('error', reject);
  socket.once('connect', () => {
    socket.off('error', reject);
    const channel = accept();
    socket.on('error', () => channel.close());
    channel.on('error', () => socket.destroy());
    channel.pipe(socket).pipe(channel);
    channel.on('close', () => socket.destroy());
  });
}

function runCommand(
  command: string,
  channel: ServerChannel,
  environment: Record<string, string>,
  children: Set<ChildProcess>,
): void {
  const child = spawn('sh', ['-c', command], { detached: true, env: { ...process.env, ...environment } });
  children.add(child);
  child.stdin.on('error', () => {});
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  channel.pipe(child.stdin);
  channel.on('error', () => {});
  // sshd closes the command's stdin with the channel, and does no more.
  channel.on('close', () => child.stdin.end());
  child.on('close', (code, signal) => {
    children.delete(child);
    if (signal === null) channel.exit(code ?? 0);
    else channel.exit(signal.replace('SIG', ''));
    channel.end();
  });
}
