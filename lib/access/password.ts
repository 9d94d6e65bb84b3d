import { InvalidInputError } from '../domain/errors.ts';
import { longestPassword, passwordProblems } from '../domain/password-rules.ts';
import type { HashGate } from './hash-gate.ts';

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Where there is no such user, the same work is done on a hash that nothing opens: the answer takes as long. */
  verify(stored: string | null, password: string, asker: { isKnown: boolean }): Promise<boolean>;
}

/** Both go through one gate, so that their number has a bound. Who sets a password has proven something already. */
export function passwordService(gate: HashGate): Passwords {
  return {
    hash: (password) => gate(() => hashPassword(password), { isKnown: true }),
    verify: (stored, password, asker) => gate(() => verifyPassword(stored, password), asker),
  };
}

/** OWASP's argon2id parameters: 19 MiB, two passes; 6–13 ms off the main thread. Argon2id is the package's default. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function checkPassword(password: string, userName: string): void {
  const problems = passwordProblems(password, userName);
  if (problems.length > 0) throw new InvalidInputError(problems.join(' '));
}

export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return await hash(normalized(password), cost);
}

export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2');
  const isRight = await verify(stored ?? decoyHash, normalized(password.slice(0, longestPassword)));
  return stored !== null && isRight;
}

/** Made with the cost above; `password.test.ts` fails if the parameters part. */
export const decoyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$fJaoGzdrozqA/1iW+xeyxw$melRPXBBluCkXFwhPNewqxu3msdk/Gy2clZ/BR3I0Iw';

/** The same letters typed on another system may arrive composed differently. */
function normalized(password: string): string {
  return password.normalize('NFKC');
}
