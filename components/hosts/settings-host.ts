import type { HostSettings } from '@/lib/domain/host';
import type { HostState } from '@/lib/domain/report';

export interface SettingsHost {
  id: string;
  name: string;
  url: string;
  settings: HostSettings;
  unreadable?: string;
  secretFields: string[];
  jumpSecretFields: string[][];
  state: HostState;
}
