import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

export interface PastedVersion {
  /** the server's; the client's is another program */
  version: string;
  apiVersion: string;
}

const isVersionLine = (line: PastedLine): boolean =>
  /^\s*(?:Client|Server|Engine|containerd|runc|docker-init)\s*:|^\s*(?:Version|API version|Go version|Git commit|GitCommit|Built|OS\/Arch|Context|Experimental)\s*:|^(?:Client|Server) (?:version|API version)\s*:|^(?:Go version|Git commit) \(\w+\)\s*:|^\s*Docker version \d/i.test(
    line.text,
  );

/** `docker version` of all layouts: flat (1.7: `Server version: 1.7.1`), in two blocks, with an Engine block below Server. */
export function readDockerVersion(lines: readonly PastedLine[]): Recognized<PastedVersion>[] {
  return runs(lines, isVersionLine, 2).flatMap((run): Recognized<PastedVersion>[] => {
    let part = '';
    let version = '';
    let apiVersion = '';
    let isServerSeen = false;
    for (const { text } of run) {
      const flat = /^Server (version|API version)\s*:\s*(\S+)/i.exec(text);
      if (flat?.[2]) {
        isServerSeen = true;
        if (/api/i.test(flat[1] ?? '')) apiVersion = flat[2];
        else version = flat[2];
        continue;
      }
      const heading = /^\s*(Client|Server|Engine|containerd|runc|docker-init)\s*:/i.exec(text);
      if (heading?.[1]) {
        part = heading[1].toLowerCase();
        if (part === 'server') isServerSeen = true;
        continue;
      }
      if (part !== 'server' && part !== 'engine') continue;
      const value = /^\s*(Version|API version)\s*:\s*(\S+)/i.exec(text);
      if (value?.[2] && /^api/i.test(value[1] ?? '')) apiVersion ||= value[2];
      else if (value?.[2]) version ||= value[2];
    }
    if (!isServerSeen && version === '') {
      // `Docker version 20.10.3, build 55f0773` is the client; on a NAS both come in one package.
      const client = run.map((line) => /^\s*Docker version (\d[\w.+~-]{0,40})/i.exec(line.text)?.[1]).find(Boolean);
      return client
        ? [{ kind: 'docker-version', lines: numbersOf(run), value: { version: client, apiVersion: '' } }]
        : [];
    }
    if (!/^\d/.test(version) && apiVersion === '') return [];
    return [{ kind: 'docker-version', lines: numbersOf(run), value: { version, apiVersion } }];
  });
}
