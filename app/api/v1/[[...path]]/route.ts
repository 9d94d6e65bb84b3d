import { dispatch } from '../../core/dispatch.ts';

export const dynamic = 'force-dynamic';
export const runtime = 'nodejs';

interface Context {
  params: Promise<{ path?: string[] }>;
}

async function handle(request: Request, context: Context): Promise<Response> {
  const { path } = await context.params;
  return dispatch(
    request,
    (path ?? []).map((segment) => decodeURIComponent(segment)),
  );
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST };
