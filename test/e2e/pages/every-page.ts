import { recordedHosts, runningRun } from '../recorded-hosts.ts';

const host = `/hosts/host_${recordedHosts.leaking}`;

/** Every page behind the login, by name, for what must hold on all of them. */
export const dashboardPages: Readonly<Record<string, string>> = {
  overview: '/',
  health: '/health',
  'health by host': '/health?by=host',
  activity: '/activity',
  schedules: '/schedules',
  diagnose: '/diagnose',
  host,
  ledger: `${host}/ledger`,
  layers: `${host}/layers`,
  volumes: `${host}/volumes`,
  actions: `${host}/actions`,
  quarantine: `${host}/quarantine`,
  history: `${host}/history`,
  'about a host': `${host}/about`,
  run: `/runs/${runningRun}`,
  'add a host': '/hosts/new',
  'settings: hosts': '/settings/hosts',
  'settings: account': '/settings/account',
  'settings: notifications': '/settings/notifications',
  'settings: messages not sent': '/settings/notifications/unsent',
  'settings: users': '/settings/users',
  'settings: tokens': '/settings/tokens',
  'settings: sessions': '/settings/sessions',
  'settings: appearance': '/settings/appearance',
  'settings: backup': '/settings/backup',
  'settings: about': '/settings/about',
};
