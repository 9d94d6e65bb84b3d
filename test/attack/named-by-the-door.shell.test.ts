import { spawn } from 'node:child_process';
import http from 'node:http';
import { expect, it, onTestFinished } from 'vitest';

/** The real door (scripts/listen.mjs) before a server that answers with the headers which reach the dashboard. */
const echo = `import http from 'node:http';
const server = http.createServer((request, response) => response.end(JSON.stringify(request.headers)));
server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));`;

async function door(environment: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, ['--import', './scripts/listen.mjs', '--input-type=module', '-e', echo], {
    env: { ...process.env, BILGE_TRUSTED_PROXY: '', BILGE_FORWARD_AUTH_HEADER: '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  let said = '';
  for await (const piece of child.stdout) {
    said += String(piece);
    const port = /^port (\d+)$/m.exec(said)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`the door did not open: ${said}`);
}

function ask(port: number, headers: Record<string, string>): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    http
      .get({ port, host: '127.0.0.1', path: '/', headers }, (answer) => {
        let text = '';
        answer.on('data', (piece) => {
          text += String(piece);
        });
        answer.on('end', () => resolve(JSON.parse(text)));
      })
      .on('error', reject);
  });
}

const sent = {
  'remote-user': 'ben',
  'x-real-ip': '1.2.3.4',
  'x-bilge-peer': 'trusted 6.6.6.6',
  'x-bilge-dropped': 'nothing',
};

it('who is no declared proxy has its headers taken out, and that is said; what it wrote under our names counts for nothing', async () => {
  const got = await ask(await door({ BILGE_FORWARD_AUTH_HEADER: 'Remote-User' }), sent);
  expect(got).toMatchObject({ 'x-bilge-peer': 'undeclared 127.0.0.1', 'x-bilge-dropped': 'x-real-ip remote-user' });
  expect(got).not.toHaveProperty('remote-user');
  expect(got).not.toHaveProperty('x-real-ip');
});

it('a declared proxy is named as one, and its header arrives', async () => {
  const environment = { BILGE_FORWARD_AUTH_HEADER: 'Remote-User', BILGE_TRUSTED_PROXY: '127.0.0.0/8' };
  const got = await ask(await door(environment), sent);
  expect(got).toMatchObject({ 'x-bilge-peer': 'trusted 127.0.0.1', 'remote-user': 'ben', 'x-real-ip': '1.2.3.4' });
  expect(got).not.toHaveProperty('x-bilge-dropped');
});
