import { counted } from '@/lib/domain/format';

/** A recording of a host for others: made, reviewed, saved. */
export const recordingWords = {
  title: 'A recording for others',
  about:
    'The last scan as a file in which every name, label, address and id is replaced. It shows others what Bilge sees here, in an issue report for example; they open it with “bilge host add NAME demo:FILE”.',
  make: 'Make a recording',
  making: 'Making the recording …',
  failed: 'No recording was made',
  ofScan: 'The scan of',
  sections: (known: number, all: number) => `${known} of ${counted(all, 'section')} known`,
  replaced: (words: number, ids: number, addresses: number) =>
    `Replaced: ${counted(words, 'word')}, ${counted(ids, 'id')}, ${counted(addresses, 'address', 'addresses')}.`,
  stays: 'Sizes, times, versions and structure stay; a machine may be recognised by them.',
  list: 'What was replaced',
  listHint: 'What stands here, and what stands in the file instead. This list is not in the file.',
  same: 'Every check says the same on it as here.',
  differs: 'Some checks say something else on it than here',
  difference: (check: string, here: string, there: string) => `${check}: ${here} → ${there || 'nothing'}`,
  save: 'Save the file',
  again: 'Make another',
};
