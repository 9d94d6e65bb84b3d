import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A headless Firefox, driven over WebDriver BiDi: Playwright drives only a Firefox of its own, which would have to be downloaded. */
export interface Firefox {
  goTo(url: string): Promise<void>;
  /** what the expression comes to, by way of JSON; promises are waited for */
  evaluate<T>(expression: string): Promise<T>;
  resize(width: number, height: number): Promise<void>;
  /** the whole page, as a PNG */
  picture(file: string): Promise<void>;
  /** errors of the pages' scripts so far */
  readonly errors: readonly string[];
  stop(): Promise<void>;
}

type Answer = { id?: number; result?: Record<string, unknown>; error?: string; message?: string };
type Happened = {
  method?: string;
  params?: { level?: string; text?: string | null; stackTrace?: { callFrames: { url: string }[] } };
};

export async function startFirefox(program: string): Promise<Firefox> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-firefox-'));
  const child = spawn(
    program,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1' } },
  );
  try {
    const socket = new WebSocket(`${await listening(child)}/session`);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error('Firefox took no connection'));
    });
    const stop = async () => {
      socket.close();
      if (child.exitCode === null) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill();
        await gone;
      }
      fs.rmSync(profile, { recursive: true, force: true });
    };
    return await session(socket, stop);
  } catch (error) {
    child.kill();
    throw error;
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
      const url = /BiDi listening on (ws:\/\/\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Firefox ended: ${said}`)));
  });
}

async function session(socket: WebSocket, stop: () => Promise<void>): Promise<Firefox> {
  const waiting = new Map<
    number,
    { resolve: (value: Record<string, unknown>) => void; reject: (error: Error) => void }
  >();
  const errors: string[] = [];
  socket.onmessage = ({ data }) => {
    const { id, result, error, message, method, params } = JSON.parse(String(data)) as Answer & Happened;
    if (method === 'log.entryAdded' && params?.level === 'error')
      errors.push([params.text, params.stackTrace?.callFrames[0]?.url].filter(Boolean).join(' '));
    const asked = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || asked === undefined) return;
    waiting.delete(id);
    if (error === undefined) asked.resolve(result ?? {});
    else asked.reject(new Error(`${error}: ${message}`));
  };
  let last = 0;
  const ask = (method: string, params: object): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  await ask('session.new', { capabilities: {} });
  await ask('session.subscribe', { events: ['log.entryAdded'] });
  const { contexts } = (await ask('browsingContext.getTree', {})) as { contexts: { context: string }[] };
  const context = contexts[0]?.context;
  return {
    errors,
    stop,
    goTo: async (url) => {
      await ask('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    evaluate: async <T>(expression: string) => {
      const answer = await ask('script.evaluate', {
        expression: `(async () => JSON.stringify(await (${expression})))()`,
        target: { context },
        awaitPromise: true,
      });
      const { type, result, exceptionDetails } = answer as {
        type: string;
        result?: { value?: string };
        exceptionDetails?: { text: string };
      };
      if (type !== 'success') throw new Error(`${expression}: ${exceptionDetails?.text}`);
      return (result?.value === undefined ? undefined : JSON.parse(result.value)) as T;
    },
    resize: async (width, height) => {
      await ask('browsingContext.setViewport', { context, viewport: { width, height } });
    },
    picture: async (file) => {
      const { data } = (await ask('browsingContext.captureScreenshot', { context, origin: 'document' })) as {
        data: string;
      };
      fs.writeFileSync(file, Buffer.from(data, 'base64'));
    },
  };
}
