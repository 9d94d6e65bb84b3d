import { expect, it } from 'vitest';
import { known, notCollected } from '@/lib/domain/fact';
import { backupWords } from '../backup/backup-words';
import { quarantineWords, shelfWords } from '../quarantine/quarantine-words';
import { usersWords, volumeWords } from '../volumes/volume-words';
import { roomTexts } from './room-texts';

const shelf = { count: 3, bytes: known(510 * 2 ** 20), atLeast: false, daysLeft: 6 };

/** One reviewed page of texts for each room. Other tests assert codes and states. */
it.each([
  [
    'backup',
    roomTexts(backupWords, {
      shortest: [[12]],
      withoutKey: [['/data/secret.key']],
      saved: [['bilge-2026-12-01.backup']],
      aboutRestore: [['/data']],
      aboutNewKey: [['/data/secret.key']],
    }),
  ],
  [
    'quarantine',
    roomTexts(
      { ...quarantineWords, shelf: shelfWords },
      {
        shelf: [
          [shelf],
          [{ ...shelf, atLeast: true }],
          [{ ...shelf, daysLeft: 1 }],
          [{ ...shelf, daysLeft: 0 }],
          [{ ...shelf, daysLeft: null }],
          [{ ...shelf, bytes: notCollected }],
          [{ ...shelf, bytes: notCollected, count: 1 }],
        ],
      },
    ),
  ],
  [
    'volumes',
    roomTexts(
      { ...volumeWords, users: usersWords },
      {
        nested: [
          [{ subvolumes: 1, driver: 'btrfs' }],
          [{ subvolumes: 12, driver: 'btrfs' }],
          [{ subvolumes: 0, driver: 'overlay2' }],
        ],
        users: [
          [{ usedBy: [], usersKnown: true }],
          [{ usedBy: [], usersKnown: false }],
          [{ usedBy: ['db', 'web'], usersKnown: true }],
          [{ usedBy: ['db'], usersKnown: false }],
        ],
      },
    ),
  ],
])('the texts of %s are those that were reviewed', async (room, texts) => {
  await expect(texts).toMatchFileSnapshot(`texts/${room}.txt`);
});

it('leaves no text out', () => {
  expect(() => roomTexts({ asked: (name: string) => name })).toThrow('asked has no sample');
});
