import type { z } from 'zod';
import { ParseFailure } from '../../domain/errors.ts';
import type { DockerApi, EngineRequest } from '../../domain/session.ts';

/** One Engine answer, checked for what is relied on; everything else in it is ignored. @throws ParseFailure, DockerApiError, TransportError */
export async function readJson<T>(docker: DockerApi, request: EngineRequest, schema: z.ZodType<T>): Promise<T> {
  const answer = await docker.json({ timeoutMs: 20_000, ...request });
  const checked = schema.safeParse(answer);
  if (checked.success) return checked.data;
  const first = checked.error.issues[0];
  throw new ParseFailure({
    tool: `Docker ${docker.serverVersion} ${request.path}`,
    message: `The Engine's answer to ${request.path} has another form than expected, at ${first?.path.join('.') || 'its top'}: ${first?.message ?? ''}`,
    sample: JSON.stringify(answer)?.slice(0, 200) ?? '',
    cause: checked.error,
  });
}
