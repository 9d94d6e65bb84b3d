/** The pages around the hosts: overview, list of the settings, add a host. */
export const overviewWords = {
  overview: 'Overview',
  noHosts: 'There are no hosts yet',
  addFirst:
    'Add the machine whose disk is full. Bilge scans it without changing anything and shows where the space went.',
  noAccess: 'No access?',
  paste: 'Paste docker info output',
  or: ', or',
  lookAround: 'look around with demo hosts',
  lookUp: 'Look up a name',
  demoOnly: 'These are demo hosts; nothing is connected',
  aboutDemo:
    'They are recordings from a lab. The totals are theirs until there is a real host; what their cleanups free is never counted. Remove them under',
  settings: 'Settings',
  whenDone: 'when you have seen enough.',
  noMatch: 'No matching hosts.',
  addHost: 'Add a host',
  aboutHost: 'A host is one machine with one Docker engine. Adding it changes nothing on it.',
  lookAroundLink: 'Look around with demo hosts',
  hostsTitle: 'Settings: hosts',
  loading: 'Loading',
};
