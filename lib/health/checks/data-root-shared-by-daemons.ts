import { counted } from '../../domain/format.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'data-root-shared-by-daemons',
  title: 'Two Docker daemons on one data root',
  why: 'One data root belongs to one daemon. Two daemons overwrite each other’s databases: containers and networks that do not exist, broken images, and a cleanup by one deletes what the other needs. To share images, run a registry.',
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
        ? { unknown: `The data root of ${counted(blind, 'daemon')} could not be identified.` }
        : [];
    }
    return [
      {
        severity: 'critical',
        subject: dataRootSubject(facts),
        title: `${shared.length} Docker daemons use the same data root`,
        detail: paragraphs(
          'They overwrite each other’s data: what one daemon deletes, the other may still need.',
          steps(
            'Prune and remove nothing with either of them.',
            'Stop one of them now. If you are not sure, stop the one that was started last.',
            'Give each daemon its own `data-root`.',
          ),
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
