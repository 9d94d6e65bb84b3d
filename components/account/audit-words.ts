/** What the lines of the activity list are called; an unknown action is shown by its id. */
const words: Record<string, string> = {
  login: 'logged in',
  'login.refused-again': 'was refused more often (counted, not listed)',
  logout: 'logged out',
  reauthenticate: 'gave the password again',
  'setup.first-admin': 'created the first admin',
  'host.add': 'added the host',
  'host.change': 'changed the host',
  'host.remove': 'removed the host',
  'user.added': 'added the user',
  'user.removed': 'removed the user',
  'user.role-changed': 'changed the role of',
  'user.password-reset': 'set a new password for',
  'user.password-changed': 'changed the own password',
  'token.created': 'created the token',
  'token.revoked': 'revoked the token',
  'session.revoked': 'ended a session of',
  'session.others-revoked': 'ended all other sessions of',
  'totp.enabled': 'switched on the second factor',
  'totp.disabled': 'switched off the second factor of',
  'totp.recovery-code-used': 'used a recovery code',
  'plan.proposed': 'asked for a plan',
  'run.started': 'started the run',
  'run.cancelled': 'cancelled the run',
  'run.undone': 'undid the run',
  'finding.muted': 'muted the finding',
  'finding.unmuted': 'unmuted the finding',
  'quarantine.due': 'freed what was due on',
  'backup.made': 'made the backup',
  'backup.restored': 'restored the backup',
  'key.rotated': 'made a new key:',
  'upkeep.done': 'removed what was older than it is kept:',
  'object.protected': 'protected',
  'object.unprotected': 'took the protection off',
};

export function auditWords(action: string): string {
  return words[action] ?? action;
}

/** What the activity can be narrowed to: the first word of an action, and what it is called. */
export const activityAreas: readonly (readonly [area: string, words: string])[] = [
  ['login', 'logins'],
  ['plan', 'plans'],
  ['run', 'runs'],
  ['host', 'hosts'],
  ['finding', 'findings'],
  ['object', 'protections'],
  ['user', 'users'],
  ['session', 'sessions'],
  ['token', 'tokens'],
  ['totp', 'second factor'],
  ['backup', 'backups'],
  ['key', 'the key'],
  ['upkeep', 'daily upkeep'],
];
