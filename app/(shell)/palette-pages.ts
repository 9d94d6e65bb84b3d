import type { PaletteEntry } from '@/components/session/palette-search';
import { type Actor, hasRole } from '@/lib/access/actor';

/** Every page that stands alone, with what people also call it. */
export function palettePages(actor: Actor, hosts: number): PaletteEntry[] {
  const page = (label: string, target: string, words: string): PaletteEntry => ({
    group: 'Pages',
    label,
    target,
    words,
  });
  const isAdmin = hasRole(actor, 'admin');
  return [
    page('Overview', '/', 'home hosts dashboard all machines full disk'),
    page('Health of all hosts', '/health', 'findings checks problems warnings critical'),
    page('Activity', '/activity', 'audit log who did what runs history'),
    page('Diagnose pasted output', '/diagnose', 'docker info df mount paste no access'),
    page('Who owns it', '/whois', 'whois look up find directory path layer volume image id owner'),
    ...(hasRole(actor, 'operator') && hosts > 1
      ? [page('Clean up several hosts', '/cleanup', 'fleet batch all hosts leak prune free full cleanup bulk')]
      : []),
    ...(isAdmin ? [page('Add a host', '/hosts/new', 'new machine ssh connect nas demo')] : []),
    page('Schedules', '/schedules', 'cron weekly nightly automatic prune scrub balance timer'),
    page('Settings: jobs', '/settings/jobs', 'scan interval background next why failed timer'),
    page('Settings: hosts', '/settings/hosts', 'remove address key change demo'),
    ...(isAdmin
      ? [
          page(
            'Settings: notifications',
            '/settings/notifications',
            'alerts channels e-mail ntfy telegram quiet hours webhook',
          ),
          page('Settings: users', '/settings/users', 'people accounts roles password admin'),
          page('Settings: API tokens', '/settings/tokens', 'api key bearer metrics widget automation'),
          page('Settings: backup', '/settings/backup', 'restore export save database'),
          page('Settings: sign-in proxy', '/settings/proxy', 'headers forward auth sso authelia authentik traefik'),
        ]
      : []),
    page('Settings: appearance', '/settings/appearance', 'theme dark light night colour color mode'),
    page('Settings: sessions', '/settings/sessions', 'devices logged in sign out log out'),
    page('Settings: about', '/settings/about', 'version licence license help'),
    page('My account', '/settings/account', 'password two-factor totp profile second factor'),
  ];
}

const theme = (value: 'dark' | 'light' | 'system', label: string, words: string): PaletteEntry => ({
  group: 'Pages',
  label,
  words,
  target: { kind: 'theme', theme: value },
});

export const themeEntries: readonly PaletteEntry[] = [
  theme('dark', 'Theme: dark', 'night black appearance mode'),
  theme('light', 'Theme: light', 'day white bright appearance mode'),
  theme('system', 'Theme: as the system', 'auto automatic device appearance mode'),
];
