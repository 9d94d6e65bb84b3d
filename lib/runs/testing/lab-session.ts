import type { CommandOutput, EffectScript, HostSession, ReadOptions, ReadScript } from '../../domain/session.ts';

interface Executes {
  name: string;
  exec(
    script: string,
    options?: { input?: string | Uint8Array; timeoutMs?: number; allowFailure?: boolean },
  ): Promise<{ stdout: string; stderr: string; code: number | null }>;
}

/** For host tests: a lab host as a session, through its namespaces instead of SSH, so that runs are tested without lib/hosts. */
export function labSession(host: Executes): HostSession {
  async function run(script: ReadScript | EffectScript, options: ReadOptions): Promise<CommandOutput> {
    const result = await host.exec(
      'out=$(mktemp); sh -s >"$out"; code=$?; base64 -w 0 "$out"; rm -f "$out"; exit $code',
      {
        input: script.source,
        timeoutMs: options.timeoutMs,
        allowFailure: true,
      },
    );
    const stdout = Buffer.from(result.stdout, 'base64');
    return { stdout, stderr: result.stderr, exitCode: result.code, timedOut: false, truncated: false };
  }
  return {
    hostId: host.name,
    capabilities: new Set(['docker', 'shell', 'root']),
    docker: null,
    dockerProblem: null,
    rootProblem: null,
    read: run,
    execute: run,
    takeCost: () => ({ roundTrips: 0, engineRequests: 0, bytes: 0 }),
    isOpen: true,
    close: async () => {},
  };
}
