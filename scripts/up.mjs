// The first half of `npm run up` (scripts/up.sh): dependencies and build. Safe to run again at any time.
import { buildIfNeeded, installDependencies } from './runtime.mjs';

const help = `npm run up [-- --demo] [-- --help]

Installs dependencies if they are missing, builds if the sources changed, creates the data directory and starts the
dashboard on http://127.0.0.1:3000. The first start prints the link that creates the admin; it has a one-time code.

  PORT or BILGE_PORT   another port
  BILGE_HOST=0.0.0.0   listen on the LAN
  BILGE_DATA=DIR       where database and key live (default: ./data)
  --demo               adds demo hosts that are not there yet: recordings of lab hosts, marked as such; what is cleaned
                       up on them is a simulated copy. Remove them like any host; without this they do not come back`;

if (process.argv.includes('--help')) {
  console.log(help);
  process.exit(0);
}
installDependencies();
buildIfNeeded();
