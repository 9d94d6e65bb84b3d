import { expect, it } from 'vitest';
import { aboutHostWords } from '../../hosts/about-host-words';
import { demoOfferWords } from '../../hosts/demo-offer-words';
import { hostControlWords } from '../../hosts/host-control-words';
import { hostFormWords } from '../../hosts/host-form-words';
import { hostMarkWords } from '../../hosts/host-mark-words';
import { hostPageWords } from '../../hosts/host-page-words';
import { hostProblemWords } from '../../hosts/host-problem-words';
import { hostSettingsWords } from '../../hosts/host-settings-words';
import { hostTestWords } from '../../hosts/host-test-words';
import { hostWords } from '../../hosts/host-words';
import { legacyAlgorithmsWords } from '../../hosts/legacy-algorithms-words';
import { madeKeyWords } from '../../hosts/made-key-words';
import { overviewWords } from '../../hosts/overview-words';
import { recordingWords } from '../../hosts/recording-words';
import { artifactNouns, removeHostWords } from '../../hosts/remove-host-words';
import { secretWords } from '../../hosts/secret-words';
import { socketTroubleWords } from '../../hosts/socket-trouble-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(hostWords, {
      docker: [['28.3.0']],
      aboutRecording: [['A build server.']],
      filesystemOn: [['ann']],
      fullIn: [[1], [12]],
      trend: [['nas', '860 GiB']],
      basis: [['931 GiB', '46.6 GiB', 'held back by ext4']],
      quietUnknown: [['needs root']],
      unproven: [[3]],
      notScannedTitle: [['ann']],
      unknownKind: [['Volumes', 'Needs root.']],
      without: [[1], [12]],
      leakedNow: [[''], [', at least']],
      unknownOf: [[2, '3 hosts']],
      onHosts: [['3 hosts']],
      reclaimableTitle: [[''], [', about']],
      ifRun: [[''], [', without 1 demo host']],
      inQuarantine: [[''], [', at least']],
      freedOnDate: [['']],
      nothingInQuarantine: [['']],
      measured: [['']],
      critical: [[1], [12]],
      allHosts: [[''], ['demo ']],
      unreachableCount: [[1], [12]],
      reachableOf: [
        [1, 1],
        [12, 12],
      ],
    }),
    roomTexts(hostMarkWords),
    roomTexts(hostControlWords, {
      selectAll: [[1], [12]],
      selected: [[1], [12]],
      cleanUp: [[1], [12]],
      select: [['nas']],
      sizes: [['Measuring volumes', 3, 12]],
      notScanned: [['nas']],
    }),
    roomTexts(hostTestWords, {
      fingerprint: [['ssh-ed25519']],
    }),
    roomTexts(demoOfferWords),
    roomTexts(hostSettingsWords, {
      changeHost: [['ann']],
      notTrusted: [['ann']],
      stored: [['private key, passphrase']],
    }),
    roomTexts(recordingWords, {
      sections: [[40, 41]],
      replaced: [
        [1, 1, 1],
        [12, 12, 12],
      ],
      difference: [
        ['leaked-layers', '4 leaked', '3 leaked'],
        ['leaked-layers', '4 leaked', ''],
      ],
    }),
    roomTexts(removeHostWords, {
      removed: [['ann']],
      stillThere: [['/var/lib/bilge/runs']],
      ask: [['ann']],
      removeHost: [['ann']],
      deleteOwn: [['2 run directories']],
    }),
    roomTexts(hostFormWords, {
      add: [['ann']],
      addAnyway: [['ann']],
      saveAnyway: [['ann']],
      notChanged: [['ann']],
      changed: [['ann']],
      loginAt: [['ssh://gate']],
      storedJump: [['password']],
    }),
    roomTexts(hostProblemWords, {
      jumpForm: [['gate:22']],
      jumpLogin: [['ssh://gate']],
    }),
    roomTexts(overviewWords),
    roomTexts(hostPageWords, {
      couldNotRun: [[1], [12]],
      since: [['A volume cannot be deleted']],
      notReachable: [['nas', 'login']],
    }),
    roomTexts(aboutHostWords, {
      counts: [
        [1, 1],
        [12, 12],
      ],
      usedBy: [[1], [12]],
      engineVersion: [['28.3.0', '1.51']],
      sections: [['layers, volumes']],
    }),
    roomTexts(secretWords),
    roomTexts(legacyAlgorithmsWords),
    roomTexts(madeKeyWords, { sudoersLine: [['admin'], ["x'"]] }),
    roomTexts(socketTroubleWords, { why: [['/var/run/docker.sock', 0, 998]], group: [[998], [0]] }),
    roomTexts(Object.fromEntries(Object.entries(artifactNouns).map(([kind, nouns]) => [kind, nouns.join(', ')]))),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/hosts.txt');
});
