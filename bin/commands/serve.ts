import type { Command } from 'commander';

export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('runs the dashboard in the foreground')
    .option('--port <port>', 'port to listen on (default 3000)')
    .option('--host <address>', 'address to listen on (default 127.0.0.1; 0.0.0.0 for the LAN)')
    .action(async (options: { port?: string; host?: string }) => {
      if (options.port) process.env.PORT = options.port;
      if (options.host) process.env.BILGE_HOST = options.host;
      const { buildIfNeeded } = await import('../../scripts/runtime.mjs');
      const { serve } = await import('../../scripts/serve.mjs');
      buildIfNeeded();
      serve();
    });
}
