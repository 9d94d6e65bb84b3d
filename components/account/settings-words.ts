import { formatBytes } from '@/lib/domain/bytes';
import { counted } from '@/lib/domain/format';

/** What the server draws of the pages of the settings: titles, tabs, and the page About. */
export const settingsWords = {
  readOnlyYes: 'yes: no plan can be applied',
  no: 'no',
  api: 'HTTP API',
  notifications: 'Notifications',
  users: 'Users',
  tokens: 'API tokens',
  backup: 'Backup',
  hosts: 'Hosts',
  jobs: 'Jobs',
  account: 'My account',
  sessions: 'Sessions',
  appearance: 'Appearance',
  about: 'About',
  settings: 'Settings',
  data: 'Data',
  key: 'Key',
  address: 'Address',
  noAddress: 'not set (BILGE_URL)',
  readOnly: 'Read-only',
  bilge: 'Bilge',
  runsOn: 'Runs on',
  declaredFile: 'bilge.yaml',
  declaredInForce: (file: string, hosts: number, channels: number, schedules: number) =>
    `${file} is in force: ${counted(hosts, 'host')}, ${counted(channels, 'channel')}, ${counted(schedules, 'schedule')}. What it declares is changed there.`,
  declaredNotInForce: (file: string, problem: string) =>
    `${file} is not in force. ${problem}. What it said before stays.`,
  declaredPending: (what: string) => `Not done yet: ${what}`,
  written: 'Written to disk',
  writtenSince: (bytes: number | null, aDay: number | null) =>
    bytes === null
      ? 'unknown: the kernel does not say'
      : `${formatBytes(bytes)} since the start${aDay === null ? '' : `, about ${formatBytes(aDay)} a day`}`,
  platform: (version: string, system: string, processor: string) => `Node ${version}, ${system} ${processor}`,
  aboutKey:
    'The key encrypts the SSH keys and passwords in the data. Keep a copy of it elsewhere: without the key, a backup of the data cannot be read.',
  noAccount: 'Only a logged-in user has an account.',
  appearanceTitle: 'Settings: appearance',
  backupTitle: 'Settings: backup',
  jobsTitle: 'Settings: jobs',
  sessionsTitle: 'Settings: sessions',
  tokensTitle: 'Settings: API tokens',
  usersTitle: 'Settings: users',
};
