import { expect, it } from 'vitest';
import { ledgerWords } from '../../ledger/ledger-words';
import { measureWords } from '../../ledger/measure-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(ledgerWords, {
      wrongUntil: [['29.6.0']],
      typeOn: [['ext4']],
      usedFull: [['95.7% full, 155 MiB free of 3.5 GiB usable']],
      wholeFilesystem: [['/volume1']],
      freeOfAll: [['120 GiB', '931 GiB']],
      empty: [['leaked layers, quarantine']],
      ofUsed: [['95.7%']],
      unknown: [['needs root']],
      all: [[1], [12]],
      smaller: [[1], [12]],
      inside: [[1], [12]],
      dataRootWith: [['3 containers, 1 volume']],
      under: [['/mnt/disk']],
      contents: [
        [1, 1],
        [12, 12],
      ],
      hidesContainers: [['web, db']],
      container: [['data']],
      logOf: [['data']],
      process: [['container web', 412, ', log of web']],
      andMore: [
        ['data, media', 1],
        ['data, media', 12],
      ],
    }),
    roomTexts(measureWords, {
      failed: [['nas']],
    }),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/ledger.txt');
});
