import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { dataRootSubject } from '../subjects.ts';
import { count, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'data-root-shared-by-daemons',
  title: 'Two Docker daemons on one data root',
  why: 'One data root belongs to one daemon. Two of them overwrite each other’s databases: phantom containers and networks, broken images, and a clean-up of one deletes what the other needs.',
  needs: ['daemonProcesses'],
  run({ daemonProcesses }, { facts }) {
    const byRoot = new Map<string, typeof daemonProcesses.daemons>();
    for (const daemon of daemonProcesses.daemons) {
      if (daemon.dataRootIdentity === null) continue;
      byRoot.set(daemon.dataRootIdentity, [...(byRoot.get(daemon.dataRootIdentity) ?? []), daemon]);
    }
    const shared = [...byRoot.values()].find((daemons) => daemons.length > 1);
    if (!shared) {
      const blind = daemonProcesses.daemons.filter((daemon) => daemon.dataRootIdentity === null).length;
      return daemonProcesses.daemons.length > 1 && blind > 0
        ? { unknown: `The data root of ${count(blind, 'daemon')} could not be identified.` }
        : [];
    }
    return [
      {
        severity: 'critical',
        subject: dataRootSubject(facts),
        title: `${shared.length} Docker daemons use the same data root`,
        detail: paragraphs(
          'Stop one of them now, the younger one if you are not sure. Do not prune or remove anything with either before that: each deletes what the other needs.',
          'What to do: give each daemon a data root of its own. To share images, put a registry near them.',
        ),
        evidence: evidence(
          'ps',
          ['PID', 'Command', 'Data root', 'Device and inode'],
          shared.map((daemon) => [
            String(daemon.pid),
            daemon.command.join(' '),
            daemon.dataRoot ?? 'default',
            daemon.dataRootIdentity ?? '',
          ]),
        ),
        remedies: [],
      },
    ];
  },
});
