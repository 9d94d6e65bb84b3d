import { theAnswers } from '../../../one-copy.ts';
import { problem } from '../../core/problem.ts';

export const dynamic = 'force-dynamic';
export const runtime = 'nodejs';

interface Context {
  params: Promise<{ path?: string[] }>;
}

async function handle(request: Request, context: Context): Promise<Response> {
  const { path } = await context.params;
  const segments = decoded(path ?? []);
  return segments === null
    ? problem(400, 'invalid-input', 'The address contains an invalid % escape.')
    : (await theAnswers()).dispatch(request, segments);
}

function decoded(path: readonly string[]): string[] | null {
  try {
    return path.map((segment) => decodeURIComponent(segment));
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST };
