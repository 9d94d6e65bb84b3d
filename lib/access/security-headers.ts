import { randomBytes } from 'node:crypto';

export function newNonce(): string {
  return randomBytes(18).toString('base64');
}

/**
 * `style-src 'unsafe-inline'`: charts, virtual lists and Radix set style attributes, which no nonce covers. Scripts are what
 * could act: only those with this response's nonce, and what they load.
 */
function contentSecurityPolicy(nonce: string, options: { isDevelopment?: boolean; isHttps?: boolean } = {}): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${options.isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${options.isDevelopment ? ' ws: wss:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return directives.join('; ');
}

export function securityHeaders(
  nonce: string,
  options: { isDevelopment?: boolean; isHttps?: boolean } = {},
): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(nonce, options),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), payment=()',
    // Only for this host and a day short of half a year: a home network may go back to http one day.
    ...(options.isHttps ? { 'strict-transport-security': 'max-age=15552000' } : {}),
  };
}
