import { z } from 'zod';
import { certificateProblem } from './certificate.ts';
import { printableName } from './names.ts';
import type { StoredKind } from './stored/stored-kind.ts';

/** Sign-in by an OpenID Connect provider: what is set, and what its claims mean here. Pure: nothing in this file reaches anything. */
const group = z.string().trim().min(1).max(200);
const groups = z.array(group).max(100);
const certificate = z
  .string()
  .max(100_000)
  .superRefine((text, context) => {
    const message = certificateProblem(text);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

export const signInFields = {
  /** exactly as the provider writes it, with or without the slash at the end */
  issuer: z.url({ protocol: /^https?$/, message: 'an address that begins with https://' }).max(500),
  clientId: z.string().trim().min(1).max(300),
  /** on the button: “Log in with NAME” */
  name: z.string().trim().min(1).max(40).default('single sign-on'),
  scopes: z
    .string()
    .trim()
    .max(300)
    .regex(/^openid(?: [\x21-\x7e]+)*$/, 'begins with openid; words with one space between')
    .default('openid profile'),
  groupsClaim: z.string().trim().min(1).max(200).default('groups'),
  /** empty: whoever the provider lets in, and is linked or created here */
  allowedGroups: groups.default([]),
  operatorGroups: groups.default([]),
  adminGroups: groups.default([]),
  createsUsers: z.boolean().default(false),
  /** an issuer without TLS, on a network that is trusted */
  allowsHttp: z.boolean().default(false),
  /** PEM of a private authority; null: those that the system trusts */
  ca: certificate.nullable().default(null),
};

export type SignInSettings = z.output<typeof signInShape>;
const signInShape = z.strictObject(signInFields);

export function signInProblem(settings: SignInSettings): { path: string; message: string } | null {
  if (settings.issuer.startsWith('http:') && !settings.allowsHttp)
    return {
      path: 'issuer',
      message: 'is without TLS: whoever is on the way could log in as anyone. Allow it below if you mean it',
    };
  const named = [settings.allowedGroups, settings.operatorGroups, settings.adminGroups].some((list) => list.length > 0);
  if (settings.createsUsers && !named)
    return { path: 'createsUsers', message: 'users are created by group only: name at least one allowed group' };
  return null;
}

export const signInSettings = signInShape.superRefine((settings, context) => {
  const problem = signInProblem(settings);
  if (problem !== null) context.addIssue({ code: 'custom', path: [problem.path], message: problem.message });
});

export const storedSignIn: StoredKind<SignInSettings> = {
  name: 'single sign-on settings',
  schema: signInSettings,
  upgrades: [],
  todo: 'Until they are saved again, users log in with their passwords.',
};

/** As the page of an admin shows them. Of the secret only whether there is one. */
export interface SignInState {
  settings: SignInSettings | null;
  hasSecret: boolean;
  /** to be entered at the provider; null: BILGE_URL is not set, so there is none */
  redirectUri: string | null;
  /** the file that declares it; null: it is changed on the page */
  declaredIn: string | null;
  problem: string | null;
  tried: TriedClaims | null;
}

/** What one login would come to. */
export interface TriedClaims {
  at: string;
  issuer: string;
  subject: string;
  claims: { name: string; value: string }[];
  verdict: ClaimsVerdict;
  /** the account that this would be */
  account: { kind: 'linked' | 'would-create'; name: string } | { kind: 'none'; why: string };
}

export interface ClaimsVerdict {
  /** null: the claim was not sent, or is no list of names */
  groups: string[] | null;
  isAllowed: boolean;
  /** null: roles are those in Bilge */
  role: 'viewer' | 'operator' | 'admin' | null;
}

export type Claims = Readonly<Record<string, unknown>>;

export function judgeClaims(settings: SignInSettings, claims: Claims): ClaimsVerdict {
  const { allowedGroups, operatorGroups, adminGroups } = settings;
  const sent = groupsOf(claims, settings.groupsClaim);
  const isIn = (wanted: readonly string[]): boolean => wanted.some((one) => sent?.includes(one));
  const isNamed = [allowedGroups, operatorGroups, adminGroups].some((list) => list.length > 0);
  // Who may be an operator by group may also come in; naming only admins does not open the door to all others.
  const isAllowed = !isNamed || isIn([...allowedGroups, ...operatorGroups, ...adminGroups]);
  const isByGroup = operatorGroups.length > 0 || adminGroups.length > 0;
  const role = isIn(adminGroups) ? 'admin' : isIn(operatorGroups) ? 'operator' : 'viewer';
  return { groups: sent, isAllowed, role: isByGroup ? role : null };
}

/** A list, one name, or names with commas; under the claim's own name, or along its dots (`realm_access.roles`). */
function groupsOf(claims: Claims, claim: string): string[] | null {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : along(claims, claim.split('.'));
  if (typeof value === 'string') return value.split(',').map((one) => one.trim());
  if (!Array.isArray(value)) return null;
  return value.filter((one): one is string => typeof one === 'string').slice(0, 1000);
}

function along(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

/** What the provider calls the person, as a user name may be written here. */
export function nameFromClaims(claims: Claims): string {
  for (const key of ['preferred_username', 'nickname', 'name', 'email', 'sub']) {
    const value = claims[key];
    if (typeof value !== 'string') continue;
    const name = value
      .replace(/[^\p{L}\p{N}._@ -]/gu, '')
      .replace(/^[^\p{L}\p{N}]+/u, '')
      .trim()
      .slice(0, 64);
    if (name !== '') return name;
  }
  return '';
}

/** For the dry run: every claim, printable and cut; none of them is a secret, tokens are not among them. */
export function listedClaims(claims: Claims): { name: string; value: string }[] {
  return Object.entries(claims)
    .slice(0, 60)
    .map(([name, value]) => ({
      name: printableName(name.slice(0, 100)),
      value: printableName((typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 500)),
    }));
}
