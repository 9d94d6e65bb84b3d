import { counted, formatNumber } from '@/lib/domain/format';
/** Every text of the page Diagnose; what was pasted is named in piece-words.ts. */
export const diagnoseWords = {
  title: 'Diagnose',
  about: 'No access to the host? Paste the output of its commands to see what it means and what to do.',
  unreadable: 'The dashboard’s answer could not be read. Try again.',
  output: 'Output of commands',
  hint: 'Paste it as it is: prompts, quotes, log lines and several commands in a row are fine.',
  example: '$ docker info\nServer Version: 24.0.2\nStorage Driver: btrfs\n…',
  reading: 'Reading…',
  diagnose: 'Diagnose',
  clear: 'Clear',
  processedHere:
    'It is processed here; nothing is sent or stored. No check needs host names or serial numbers, so you can remove them.',
  first: 'What to run first',
  aboutFirst: 'On the host, as root or with sudo. These commands only read. Bilge then says which command to run next.',
  pasted: 'the pasted text',
  nothing: 'Nothing to diagnose yet: paste the output of a command, or choose a file.',
  tooMany: (most: number) => `More than ${most} texts at once. Remove some.`,
  tooLong: (name: string, characters: number, most: number) =>
    `“${name}” is too long: ${formatNumber(characters)} characters; Bilge reads up to ${formatNumber(most)}. Paste only the part around the error.`,
  tooMuch: (bytes: number, most: number) =>
    `The texts are ${formatNumber(bytes)} bytes in total; Bilge reads up to ${formatNumber(most)}. Remove some, or paste only the part around the error.`,
  nothingRecognised: 'Nothing was recognised',
  noKnownLine: 'Bilge does not recognise any of these lines',
  noConclusion:
    'Bilge draws no conclusion from text it does not recognise. Run one of the commands below on the host and paste its whole output.',
  notAll: 'Some of it was not read, or is not shown',
  noProblems: 'No problems in this output',
  onlyPasted: (needs: string) => `Only the pasted text was checked. ${needs}`,
  needMore: (checks: number) =>
    checks === 0
      ? ''
      : `${checks === 1 ? '1 check needs' : `${checks} checks need`} more input; the commands below provide it.`,
  causeElsewhere: 'The cause is not in this output',
  openCause: (cause: string) => `${cause} The first command below shows it.`,
  next: 'What to paste next',
  allCommands: 'all commands',
  mostUseful: 'Most useful first. They only read.',
  withAccess: 'With access to the host',
  aboutAccess:
    'Bilge then shows where every byte is, proves what leaked, and can free it. Adding a host changes nothing on it.',
  addHost: 'Add this host',
  noFindings: 'No findings',
  ofText: (name: string) => ` of ${name}`,
  aText: 'a text',
  recognised: 'Recognised',
  pieces: (count: number) =>
    count === 1 ? '1 piece of output was recognised' : `${count} pieces of output were recognised`,
  unread: (lines: number) =>
    lines === 1
      ? '1 line was not recognised and is ignored'
      : `${formatNumber(lines)} lines were not recognised and are ignored`,
  couldNotRun: (checks: number) => `${counted(checks, 'check')} could not run`,
  tooLarge: (name: string) => `“${name}” is too large to be read as text.`,
  notOpened: (name: string) => `“${name}” could not be opened.`,
  notText: (name: string) => `“${name}” is not text.`,
  choose: 'Choose files',
  orDrop: 'or drop them anywhere on this form:',
  suchAs: 'saved output, daemon.json, a log',
  characters: (count: number) => `${counted(count, 'character')}`,
  remove: (name: string) => `Remove ${name}`,
};
