import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { InvalidInputError } from '../../domain/errors.ts';

/** The environment, checked once. These settings cannot be changed from the browser. */
export const environmentSchema = z.object({
  BILGE_DATA: z.string().min(1).default('./data'),
  BILGE_URL: z.url({ protocol: /^https?$/ }).optional(),
  BILGE_SECRET: z.string().min(16).optional(),
  BILGE_SECRET_FILE: z.string().optional(),
  BILGE_ADMIN_PASSWORD: z.string().optional(),
  BILGE_ADMIN_PASSWORD_FILE: z.string().optional(),
  BILGE_READ_ONLY: z.enum(['0', '1']).default('0'),
  BILGE_TRUSTED_PROXY: z.string().optional(),
  BILGE_FORWARD_AUTH_HEADER: z.string().optional(),
  BILGE_LISTEN: z.string().default('127.0.0.1'),
  BILGE_MEASURE: z.enum(['auto', 'asked']).default('auto'),
  BILGE_DEMO: z.enum(['0', '1']).default('0'),
  BILGE_METRICS_PUBLIC: z.enum(['0', '1']).default('0'),
  BILGE_CONFIG: z.string().startsWith('/', 'the whole path, from /').optional(),
  BILGE_METRICS_VOLUMES: z.coerce.number().int().min(0).max(100).default(0),
});

export interface Settings {
  dataDirectory: string;
  url: string | null;
  secret: string | null;
  secretFile: string | null;
  adminPassword: string | null;
  isReadOnly: boolean;
  forwardAuthHeader: string | null;
  /** as they were given, for the page that explains them */
  proxy: { trusted: string | null; header: string | null };
  listen: string;
  /** false: sizes are measured only on request */
  measuresByItself: boolean;
  isDemo: boolean;
  /** `/metrics` needs no token */
  areMetricsPublic: boolean;
  /** bilge.yaml; null: the one beside the data, where there is one */
  configFile: string | null;
  /** so many of the largest volumes of each host are in `/metrics` */
  metricsVolumes: number;
}

export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name.startsWith('BILGE_') && value !== ''),
  );
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new InvalidInputError(`Invalid environment: ${problems.join('; ')}.`, parsed.error);
  }
  const values = parsed.data;
  return {
    dataDirectory: path.resolve(values.BILGE_DATA),
    url: values.BILGE_URL ?? null,
    secret: values.BILGE_SECRET ?? null,
    secretFile: values.BILGE_SECRET_FILE ?? null,
    adminPassword: values.BILGE_ADMIN_PASSWORD ?? readPasswordFile(values.BILGE_ADMIN_PASSWORD_FILE),
    isReadOnly: values.BILGE_READ_ONLY === '1',
    // Off unless both are set: a header that any client can write must never log a user in.
    forwardAuthHeader: values.BILGE_TRUSTED_PROXY ? (values.BILGE_FORWARD_AUTH_HEADER?.toLowerCase() ?? null) : null,
    proxy: { trusted: values.BILGE_TRUSTED_PROXY ?? null, header: values.BILGE_FORWARD_AUTH_HEADER ?? null },
    listen: values.BILGE_LISTEN,
    measuresByItself: values.BILGE_MEASURE === 'auto',
    isDemo: values.BILGE_DEMO === '1',
    areMetricsPublic: values.BILGE_METRICS_PUBLIC === '1',
    configFile: values.BILGE_CONFIG ?? null,
    metricsVolumes: values.BILGE_METRICS_VOLUMES,
  };
}

function readPasswordFile(file: string | undefined): string | null {
  if (!file) return null;
  try {
    return fs.readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new InvalidInputError(`BILGE_ADMIN_PASSWORD_FILE names ${file}, which cannot be read.`, cause);
  }
}
