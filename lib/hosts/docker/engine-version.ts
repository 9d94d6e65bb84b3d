import { z } from 'zod';
import { TransportError } from '../../domain/errors.ts';

/**
 * Newest API that Bilge speaks (29.6 and 29.7). A newer Engine still speaks it, unless its minimum is above. Up to 1.51 it was tried on
 * engines of the lab; what is asked and what changed of it from 1.52 on was read in moby's API changelog and at its tag docker-v29.7.2.
 */
const newestApiVersion = '1.55';
export const oldestApiVersion = '1.24';

const versionSchema = z.looseObject({
  Version: z.string(),
  ApiVersion: z.string().regex(/^\d+\.\d+$/),
  MinAPIVersion: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional(),
});

export interface EngineVersions {
  apiVersion: string;
  minApiVersion: string;
  serverVersion: string;
}

export function negotiate(answer: unknown, where: string): EngineVersions {
  const parsed = versionSchema.safeParse(answer);
  if (!parsed.success) {
    throw new TransportError({
      failure: 'misconfigured',
      step: 'docker',
      message: `${where}: what answers on the Docker socket is not a Docker Engine (${parsed.error.issues[0]?.message ?? 'no version'})`,
      userMessage: `Something answers at ${where}, but not as a Docker Engine does: its /version has no API version. Check the address or the socket path.`,
      cause: parsed.error,
    });
  }
  const { Version: serverVersion, ApiVersion: newest, MinAPIVersion: minimum = oldestApiVersion } = parsed.data;
  if (compareVersions(newest, oldestApiVersion) < 0) {
    throw tooFarApart(
      where,
      `Docker ${serverVersion} there supports API ${newest}; Bilge needs at least ${oldestApiVersion} (Docker 1.12). Update Docker.`,
    );
  }
  if (compareVersions(minimum, newestApiVersion) > 0) {
    throw tooFarApart(
      where,
      `Docker ${serverVersion} there supports only API ${minimum} and newer; this Bilge supports up to ${newestApiVersion}. Update Bilge.`,
    );
  }
  const apiVersion = compareVersions(newest, newestApiVersion) < 0 ? newest : newestApiVersion;
  return { apiVersion, minApiVersion: minimum, serverVersion };
}

function tooFarApart(where: string, text: string): TransportError {
  return new TransportError({
    failure: 'misconfigured',
    step: 'docker',
    message: `${where}: ${text}`,
    userMessage: text,
  });
}

/** `1.9` comes before `1.41`: these are pairs of numbers, not decimals. */
export function compareVersions(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split('.').map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split('.').map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}
