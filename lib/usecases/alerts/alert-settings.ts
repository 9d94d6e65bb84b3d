import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { type AlertSettings, defaultAlertSettings } from '../../domain/alerts/channel.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { alertSettings, storedAlertSettings } from '../../domain/stored/alerts.ts';
import { firstProblem } from '../../domain/stored/stored-kind.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';

const key = 'alerts.settings';

export function alertSettingsOf(app: Application): AlertSettings {
  const read = app.store.settings.stored(key, storedAlertSettings);
  return read?.ok ? read.value : defaultAlertSettings;
}

/** Why the stored ones are not in force, and what to do; null: they are. Messages are sent all the same. */
export function alertSettingsProblem(app: Pick<Application, 'store'>): string | null {
  const read = app.store.settings.stored(key, storedAlertSettings);
  if (read === null || read.ok) return null;
  return `The stored ${storedAlertSettings.name} cannot be read (${read.why}). They were left as they are. ${storedAlertSettings.todo}`;
}

export function readAlertSettings(app: Application, actor: Actor): AlertSettings {
  requireRole(actor, 'admin');
  return alertSettingsOf(app);
}

export function changeAlertSettings(app: Application, actor: Actor, input: unknown): Promise<AlertSettings> {
  requireRole(actor, 'admin');
  const parsed = alertSettings.safeParse(input);
  if (!parsed.success) throw new InvalidInputError(firstProblem(parsed.error), parsed.error);
  const { quietHours, ...rest } = parsed.data;
  const detail = {
    ...rest,
    quietHours: quietHours === null ? null : `${quietHours.from}-${quietHours.to} ${quietHours.zone}`,
  };
  return audited(app, actor, { action: 'channel.settings-changed', subject: 'alert settings', detail }, () => {
    app.store.settings.putStored(key, storedAlertSettings, parsed.data);
    app.events.publish({ type: 'settings' });
    return parsed.data;
  });
}
