/** Labels of the lines in the activity list; an unknown action is shown by its id. */
const words: Record<string, string> = {
  login: 'logged in',
  'login.refused-again': 'had more failed logins (counted, not listed)',
  logout: 'logged out',
  reauthenticate: 'confirmed the password',
  'setup.first-admin': 'created the first admin',
  'host.add': 'added the host',
  'host.change': 'changed the host',
  'host.remove': 'removed the host',
  'user.added': 'added the user',
  'user.removed': 'removed the user',
  'user.role-changed': 'changed the role of',
  'user.password-reset': 'set a new password for',
  'user.password-changed': 'changed their password',
  'token.created': 'created the token',
  'token.revoked': 'revoked the token',
  'session.revoked': 'ended a session of',
  'session.others-revoked': 'ended all other sessions of',
  'totp.enabled': 'switched on the second factor',
  'totp.disabled': 'switched off the second factor of',
  'totp.recovery-code-used': 'used a recovery code',
  'plan.proposed': 'requested a plan',
  'run.started': 'started the run',
  'run.cancelled': 'cancelled the run',
  'run.undone': 'undid the run',
  'batch.planned': 'planned a cleanup of several hosts:',
  'batch.started': 'started the cleanup of several hosts:',
  'batch.ended': 'ended the cleanup of several hosts:',
  'batch.cancelled': 'stopped the cleanup of several hosts:',
  'finding.muted': 'muted the finding',
  'finding.unmuted': 'unmuted the finding',
  'quarantine.due': 'freed the due quarantine entries on',
  'backup.made': 'created the backup',
  'backup.restored': 'restored the backup',
  'key.rotated': 'rotated the key:',
  'job.requested': 'requested the job',
  'job.paused': 'paused the job',
  'job.resumed': 'resumed the job',
  'job.cancelled': 'cancelled the job',
  'schedule.approved': 'approved the schedule',
  'schedule.paused': 'paused the schedule',
  'schedule.resumed': 'resumed the schedule',
  'schedule.removed': 'removed the schedule',
  'schedule.requested': 'requested the schedule',
  'schedule.due': 'worked on the schedule',
  'upkeep.done': 'deleted records older than their retention:',
  'channel.added': 'added the channel',
  'channel.changed': 'changed the channel',
  'channel.removed': 'removed the channel',
  'channel.tested': 'tested the channel',
  'channel.settings-changed': 'changed the',
  'channel.message-retried': 'resent a message over',
  'object.protected': 'protected',
  'object.unprotected': 'removed the protection of',
};

/** What was not done must not read as if it was: `could not add the host`. */
export function auditWords(action: string, result: 'ok' | 'started' | 'refused' | 'failed'): string {
  const text = words[action];
  if (text === undefined) return action;
  // The counted logins are failures already.
  if (result === 'ok' || result === 'started' || action === 'login.refused-again') return text;
  const [verb = '', ...rest] = text.split(' ');
  return ['could not', infinitives[verb] ?? verb.replace(/ed$/, ''), ...rest].join(' ');
}

/** Where it takes more than the end of the past tense. */
const infinitives: Record<string, string> = {
  logged: 'log',
  created: 'create',
  changed: 'change',
  removed: 'remove',
  revoked: 'revoke',
  undid: 'undo',
  used: 'use',
  cancelled: 'cancel',
  muted: 'mute',
  unmuted: 'unmute',
  freed: 'free',
  paused: 'pause',
  approved: 'approve',
  resumed: 'resume',
  resent: 'resend',
  restored: 'restore',
  rotated: 'rotate',
  deleted: 'delete',
};

/** The filters of the activity list: the first word of an action, and its label. */
export const activityAreas: readonly (readonly [area: string, words: string])[] = [
  ['login', 'logins'],
  ['plan', 'plans'],
  ['run', 'runs'],
  ['batch', 'cleanups of several hosts'],
  ['host', 'hosts'],
  ['finding', 'findings'],
  ['object', 'protections'],
  ['user', 'users'],
  ['session', 'sessions'],
  ['token', 'tokens'],
  ['totp', 'second factor'],
  ['backup', 'backups'],
  ['key', 'the key'],
  ['job', 'jobs'],
  ['channel', 'notifications'],
  ['schedule', 'schedules'],
  ['upkeep', 'daily upkeep'],
];
