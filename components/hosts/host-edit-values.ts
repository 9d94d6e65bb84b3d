import { z } from 'zod';
import { jumpProblem, keyProblem, nameProblem } from './host-form-schema';
import { emptyJumpLogin, type JumpLogin, jumpSecretsOf, jumpsOf } from './jump-logins.ts';
import type { SettingsHost } from './settings-host';

/** What the dialog holds: all text, as typed. An empty secret keeps what is stored. */
const fields = z.object({
  name: z.string(),
  sudo: z.enum(['none', 'nopasswd', 'password']),
  helper: z.boolean(),
  privateKey: z.string(),
  passphrase: z.string(),
  password: z.string(),
  sudoPassword: z.string(),
  trust: z.string(),
  jump: z.string(),
  jumpLogins: z.record(z.string(), z.custom<JumpLogin>()),
  legacyAlgorithms: z.boolean(),
});
export type HostEditValues = z.infer<typeof fields>;

export const hostEditSchema = fields.superRefine((values, context) => {
  const problems = {
    name: nameProblem(values.name),
    privateKey: keyProblem(values.privateKey),
    jump: jumpProblem(values.jump),
  };
  for (const [field, message] of Object.entries(problems))
    if (message !== null) context.addIssue({ code: 'custom', path: [field], message });
});

export function hostEditValues(host: SettingsHost): HostEditValues {
  return {
    name: host.name,
    sudo: host.settings.sudo,
    helper: host.settings.hostAccess === 'helper',
    privateKey: '',
    passphrase: '',
    password: '',
    sudoPassword: '',
    trust: '',
    jump: host.settings.jump.join(' '),
    jumpLogins: {},
    legacyAlgorithms: host.settings.legacyAlgorithms,
  };
}

/** The body that PATCH /hosts/{id} takes: only secrets that were typed. */
export function hostChange(
  values: HostEditValues,
  host: { isSsh: boolean; hasKeyOrAgent: boolean; storedJumps: readonly string[] },
): unknown {
  const { name, sudo, helper, jump, jumpLogins, legacyAlgorithms, trust } = values;
  const { privateKey, passphrase, password, sudoPassword } = values;
  const typed = Object.entries({ privateKey, passphrase, password, sudoPassword }).filter(([, text]) => text !== '');
  const jumpSecrets = (url: string) => {
    const isStored = host.storedJumps.includes(url);
    return jumpSecretsOf(jumpLogins[url] ?? emptyJumpLogin({ ...host, isStored }), isStored);
  };
  return {
    name: name.trim(),
    settings: host.isSsh ? { sudo, jump: jumpsOf(jump), legacyAlgorithms } : { hostAccess: helper ? 'helper' : 'none' },
    secrets: Object.fromEntries(typed),
    ...(host.isSsh ? { jumpSecrets: jumpsOf(jump).map(jumpSecrets) } : {}),
    ...(trust.trim() ? { trust: trust.trim() } : {}),
  };
}
