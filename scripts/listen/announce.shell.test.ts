import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** What is printed when the server's own process prints these, with Next's banner as Next 16 writes it on a terminal. */
function printed(lines: string[], environment: Record<string, string>, { starts = true } = {}): string {
  const script = `import { announceOurselves } from './scripts/listen/announce.mjs';
announceOurselves({ overTls: process.env.OVER_TLS === 'yes' });
for (const line of ${JSON.stringify(lines)}) {
  console.log(line);
  if (${starts} && line.includes('Ready in')) globalThis[Symbol.for('bilge.started')]();
}`;
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, BILGE_DATA: '/srv/data', BILGE_LISTEN: '127.0.0.1', PORT: '3000', ...environment },
  });
  expect(done.stderr).toBe('');
  return done.stdout;
}

const banner = [
  '\u001b[1m\u001b[35m▲ Next.js 16.4.5\u001b[39m\u001b[22m',
  '- Local:         http://127.0.0.1:3000',
  '- Network:       http://127.0.0.1:3000',
  ' \u001b[32m✓\u001b[39m Ready in 88ms',
];

it('our addresses stand in the place of Next’s banner, and everything else is untouched', () => {
  const own = ['', 'First start. Open this link:', '\u001b[31mred stays red\u001b[39m'];
  expect(printed([...own, ...banner, ...own, '✓ Running next.config took 3ms'], {})).toBe(
    [...own, 'Bilge is up: http://127.0.0.1:3000', 'Data: /srv/data   stop: Ctrl-C', ...own, ''].join('\n'),
  );
});

it('on all interfaces it names this machine first, over TLS with https', () => {
  const said = printed(banner, { BILGE_LISTEN: '0.0.0.0', PORT: '8443', OVER_TLS: 'yes' });
  expect(said).toMatch(/^Bilge is up: https:\/\/127\.0\.0\.1:8443\n/);
  expect(said).not.toContain('http://');
});

it('before the dashboard has started nothing is promised', () => {
  expect(printed(banner, {}, { starts: false })).toBe('');
});
