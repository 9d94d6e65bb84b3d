import { AppError, messageOf } from '../../domain/errors.ts';
import type { SignInSettings } from '../../domain/sign-in.ts';

/** Why a provider is of no use now, in words that name it. Never with what was sent: a code or a secret could be in it. */
const certificateWords: Record<string, string> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is the clock right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is by an authority that is not trusted here',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is by an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is by an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is by an authority that is not trusted here',
};
const networkWords: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection',
  ENOTFOUND: 'its name has no address',
  EAI_AGAIN: 'its name could not be looked up',
  EHOSTUNREACH: 'there is no way to it',
  ETIMEDOUT: 'it did not answer in time',
};

function failed(settings: SignInSettings, why: string, todo: string, cause?: unknown): AppError {
  return new AppError({
    code: 'provider-failed',
    message: `${settings.name} (${settings.issuer}): ${why}.`,
    userMessage: `${settings.name} cannot be used now: ${why}. ${todo}`,
    ...(cause === undefined ? {} : { cause }),
  });
}

const byPassword = 'Log in with your password, or try again later.';
const byAdmin = 'An admin can correct that under Settings, Single sign-on.';

export function issuerDiffers(settings: SignInSettings, sent: string): AppError {
  const isSlash = sent.replace(/\/$/, '') === settings.issuer.replace(/\/$/, '');
  const why = `it calls itself ${sent.slice(0, 300)}, and ${settings.issuer} is set here`;
  return failed(settings, isSlash ? `${why}; the slash at the end differs` : why, byAdmin);
}

export function noDiscovery(settings: SignInSettings, url: string, what: string): AppError {
  return failed(settings, `${url} is no description of a provider (${what})`, byAdmin);
}

export function providerProblem(error: unknown, settings: SignInSettings): AppError {
  if (error instanceof AppError && error.code === 'provider-failed') return error;
  const chain = causes(error);
  const codes = chain.map((one) => (one as { code?: unknown }).code).filter((code) => typeof code === 'string');
  const certificate = codes.map((code) => certificateWords[code]).find((words) => words !== undefined);
  if (certificate !== undefined) return failed(settings, certificate, byAdmin, error);
  const network = codes.map((code) => networkWords[code]).find((words) => words !== undefined);
  if (network !== undefined) return failed(settings, network, byPassword, error);
  if (chain.some((one) => ['AbortError', 'TimeoutError'].includes((one as Error).name)))
    return failed(settings, 'it does not answer', byPassword, error);
  if (isRefusedClient(error)) return failed(settings, 'it refuses the client ID or the secret', byAdmin, error);
  const said = chain.map((one) => (one as { error?: unknown }).error).find((one) => typeof one === 'string');
  if (said === 'invalid_grant')
    return failed(settings, 'this login was used already, or is too old', 'Log in once more.', error);
  if (said === 'access_denied') return failed(settings, 'the login was refused there', byPassword, error);
  if (typeof said === 'string') return failed(settings, `it answers “${said.slice(0, 100)}”`, byAdmin, error);
  if (codes.some((code) => code.startsWith('OAUTH_')))
    return failed(
      settings,
      'what it sent does not belong to this login, or is not signed as it should be',
      byPassword,
      error,
    );
  return failed(settings, messageOf(error).slice(0, 200), byPassword, error);
}

/** In the body of the answer, or by its status and header alone. */
export function isRefusedClient(error: unknown): boolean {
  return causes(error).some((one) => {
    const { error: said, code, status } = one as { error?: unknown; code?: unknown; status?: unknown };
    if (said === 'invalid_client' || said === 'unauthorized_client') return true;
    return code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE' && status === 401;
  });
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let one = error; typeof one === 'object' && one !== null && chain.length < 6; one = (one as Error).cause)
    chain.push(one);
  return chain;
}
