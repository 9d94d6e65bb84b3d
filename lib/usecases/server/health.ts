import http from 'node:http';
import https from 'node:https';

/** How the running dashboard is reached from its own machine. */
export interface DashboardPlace {
  host: string;
  port: number;
  overTls: boolean;
}

export interface Health {
  isHealthy: boolean;
  /** why not, or where it answered */
  detail: string;
}

/** From the same environment that the dashboard was started with. */
export function dashboardPlace(environment: NodeJS.ProcessEnv = process.env): DashboardPlace {
  const listen = environment.BILGE_LISTEN || environment.BILGE_HOST || '127.0.0.1';
  return {
    host: listen === '0.0.0.0' || listen === '::' ? '127.0.0.1' : listen,
    port: Number(environment.PORT || environment.BILGE_PORT || 3000),
    overTls: Boolean(environment.BILGE_TLS_CERT && environment.BILGE_TLS_KEY),
  };
}

/** Asks the running dashboard, not the database: a process that hangs is not healthy. */
export function askHealth(place: DashboardPlace, timeoutMs = 4_000): Promise<Health> {
  const shown = place.host.includes(':') ? `[${place.host}]` : place.host;
  const url = `${place.overTls ? 'https' : 'http'}://${shown}:${place.port}/healthz`;
  return new Promise((resolve) => {
    const no = (detail: string): void => resolve({ isHealthy: false, detail });
    const options = { timeout: timeoutMs, headers: { host: `127.0.0.1:${place.port}` } };
    const answered = (response: http.IncomingMessage): void => {
      response.resume();
      if (response.statusCode === 200) resolve({ isHealthy: true, detail: `${url} answers` });
      else no(`${url} answers ${response.statusCode}`);
    };
    const request = place.overTls
      ? // Its own certificate is made for its name, not for a loopback address; nothing secret is sent or read here.
        https.get(url, { ...options, rejectUnauthorized: false }, answered)
      : http.get(url, options, answered);
    request.on('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    request.on('error', (error) => no(`${url} does not answer (${error.message || 'connection refused'})`));
  });
}
