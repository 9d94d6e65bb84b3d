import type { ProblemDetails } from '@/lib/domain/answers/problem.ts';
import { AccessError, AppError, DockerApiError, GuardRefusal, TransportError } from '@/lib/domain/errors.ts';
import { logUnexpected } from '@/lib/usecases/core/log.ts';

/** RFC 9457 problem details with a stable `code`. An error that is no AppError reveals nothing about its cause. */
export function problemResponse(error: unknown): Response {
  if (!(error instanceof AppError)) {
    logUnexpected('unexpected error in a request', error);
    return problem(500, 'internal', 'Internal error. The details are in the dashboard’s log.');
  }
  const answer = problem(statusOf(error), error.code, error.userMessage, extraOf(error));
  if (error instanceof AccessError && error.retryAfterSeconds !== null)
    answer.headers.set('retry-after', String(error.retryAfterSeconds));
  return answer;
}

/** What a caller can act on besides the text. */
type Extra = Pick<ProblemDetails, 'offered' | 'guardId' | 'leftAlone'>;

function extraOf(error: AppError): Extra {
  if (error instanceof TransportError && error.offered) return { offered: error.offered };
  if (error instanceof GuardRefusal) return { guardId: error.guardId, leftAlone: error.leftAlone };
  return {};
}

export function problem(status: number, code: string, detail: string, extra: Extra = {}): Response {
  const body: ProblemDetails = { type: `urn:bilge:${code}`, title: titleOf(status), status, code, detail, ...extra };
  return Response.json(body, {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}

function statusOf(error: AppError): number {
  if (error instanceof AccessError) {
    const byKind = {
      unauthenticated: 401,
      forbidden: 403,
      'reauthentication-required': 403,
      'rate-limited': 429,
      busy: 503,
      'read-only': 403,
    };
    return byKind[error.kind];
  }
  if (error instanceof TransportError || error instanceof DockerApiError) return 502;
  switch (error.code) {
    case 'not-found':
      return 404;
    case 'invalid-input':
      return 400;
    case 'too-large':
      return 413;
    case 'too-many':
      return 429;
    case 'host-busy':
    case 'stale-plan':
    case 'refused':
    case 'store-conflict':
      return 409;
    case 'disk-full':
      return 507;
    default:
      return 500;
  }
}

function titleOf(status: number): string {
  const titles: Record<number, string> = {
    400: 'Bad request',
    401: 'Login required',
    403: 'Not allowed',
    404: 'Not found',
    405: 'Method not allowed',
    409: 'Refused',
    413: 'Too large',
    429: 'Too many requests',
    502: 'The host did not respond as expected',
    503: 'Busy',
    507: 'The disk of the dashboard is full',
  };
  return titles[status] ?? 'Failed';
}
