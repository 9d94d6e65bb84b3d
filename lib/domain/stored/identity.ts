import { z } from 'zod';
import type { HostIdentity } from '../host-facts.ts';
import { factOf } from './fact-schema.ts';

export const hostIdentity: z.ZodType<HostIdentity> = z.object({
  machineId: factOf(z.string()),
  engineId: factOf(z.string()),
  dataRoot: factOf(z.string()),
  dataRootFsid: factOf(z.string()),
});
