// `npm run up`: from a fresh clone to a running dashboard. Safe to run again at any time.
import { buildIfNeeded, installDependencies } from './runtime.mjs';

const help = `npm run up [-- --demo] [-- --help]

Installs dependencies if they are missing, builds if the sources changed, creates the data directory and starts the
dashboard on http://127.0.0.1:3000.

  PORT or BILGE_PORT   another port
  BILGE_HOST=0.0.0.0   listen on the LAN (the first start then asks for the code that this terminal shows)
  BILGE_DATA=DIR       where database and key live (default: ./data)
  --demo               taken, and shows nothing yet: demo hosts are not built (docs/limits.md)`;

if (process.argv.includes('--help')) {
  console.log(help);
  process.exit(0);
}
if (process.argv.includes('--demo')) console.error('Demo hosts are not built yet: the dashboard starts without them.');
installDependencies();
buildIfNeeded();
const { serve } = await import('./serve.mjs');
process.exitCode = await serve({ demo: process.argv.includes('--demo') });
process.exit();
