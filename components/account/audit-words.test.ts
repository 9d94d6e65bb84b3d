import { expect, test } from 'vitest';
import { auditWords } from './audit-words';

test('what was done reads as done', () => {
  expect(auditWords('host.add', 'ok')).toBe('added the host');
  expect(auditWords('run.started', 'started')).toBe('started the run');
});

test('what failed or was refused does not', () => {
  expect(auditWords('host.add', 'failed')).toBe('could not add the host');
  expect(auditWords('login', 'refused')).toBe('could not log in');
  expect(auditWords('run.undone', 'refused')).toBe('could not undo the run');
  expect(auditWords('user.password-reset', 'failed')).toBe('could not set a new password for');
  expect(auditWords('finding.muted', 'failed')).toBe('could not mute the finding');
});

test('an unknown action is shown by its id', () => {
  expect(auditWords('moon.shot', 'failed')).toBe('moon.shot');
});
