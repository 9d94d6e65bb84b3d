import { counted } from '@/lib/domain/format';

/** The buttons of a host: scan, measure, choose several. */
export const hostControlWords = {
  selectAll: (shown: number) => `Select all ${shown} shown`,
  selectNone: 'Select none',
  selected: (hosts: number) => `${counted(hosts, 'host')} selected`,
  clear: 'Clear',
  cleanUp: (hosts: number) => `Clean up ${counted(hosts, 'host')}…`,
  select: (hostName: string) => `Select ${hostName}`,
  sizes: (text: string, done: number, total: number) => `${text}: ${done} of ${total} sizes`,
  stopped: 'Measuring stopped; the sizes measured so far are kept',
  notStopped: 'Measuring could not be stopped',
  stop: 'Stop',
  notScanned: (hostName: string) => `${hostName} could not be scanned`,
  scanning: 'Scanning',
  scan: 'Scan now',
};
