// What is said when the address cannot be listened on. It shows before the dashboard's own checks run
// (lib/usecases/server/start-checks.ts, which says why the code is 78).
export const exitMisconfigured = 78;

/** One line that says what to do, or null where the error is another one. */
export function portProblem({ code }, { host, port }) {
  if (code === 'EADDRINUSE')
    return `Bilge cannot start: another program already listens on port ${port} of ${host}. Stop it (as root, \`ss -ltnp sport = :${port}\` names it), or set PORT to another one.`;
  if (code === 'EACCES')
    return `Bilge cannot start: this user may not listen on port ${port}. Set PORT to one above 1023, and let a reverse proxy have ${port}.`;
  if (code === 'EADDRNOTAVAIL')
    return `Bilge cannot start: this machine has no address ${host}. Set BILGE_HOST to one of its own, or to 0.0.0.0 for all of them.`;
  return null;
}

/** Ends the process before Next logs a stack. */
export function explainPortProblem(server) {
  server.prependOnceListener('error', (error) => {
    const address = { host: process.env.HOSTNAME ?? '0.0.0.0', port: process.env.PORT ?? '3000' };
    const line = portProblem(error, address);
    if (line === null) return;
    console.error(line);
    process.exit(exitMisconfigured);
  });
}
