import type { Visitor } from './credentials.ts';

/**
 * An undeclared reverse proxy on this machine makes all visitors look like one: they share an address, and so a budget of attempts.
 * It looks like a person at this machine, but many logins, or several browsers, are not one person: the log says so.
 */
const windowMs = 3_600_000;
const manyLogins = 10;
const manyBrowsers = 3;

export function sharedAddressWatch(warn: (text: string) => void): (visitor: Visitor, nowMs: number) => void {
  let beganMs = Number.NEGATIVE_INFINITY;
  let logins = 0;
  let browsers = new Set<string>();
  let isTold = false;

  return ({ address, userAgent }, nowMs) => {
    if (!/^(::ffff:)?127\.|^::1$/i.test(address)) return;
    if (nowMs - beganMs >= windowMs || nowMs < beganMs) {
      beganMs = nowMs;
      logins = 0;
      browsers = new Set();
      isTold = false;
    }
    logins += 1;
    if (browsers.size < manyBrowsers) browsers.add(userAgent);
    if (isTold || (logins < manyLogins && browsers.size < manyBrowsers)) return;
    isTold = true;
    warn(
      `${logins} logins within an hour came from ${address}, from ${browsers.size} browsers or more. If a reverse proxy runs on this machine, declare it with BILGE_TRUSTED_PROXY=${address}: until then all its visitors count as one, and someone who guesses passwords makes the others wait.`,
    );
  };
}
