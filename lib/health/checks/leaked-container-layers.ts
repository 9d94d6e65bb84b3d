import { counted } from '../../domain/format.ts';
import { isWithin } from '../../domain/version-order.ts';
import { defineCheck } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf, sizeWords, sumBytes } from '../evidence.ts';
import { leaksOfKind, namesOf, orphans, proofCell, unprotected } from '../leaks.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'leaked-container-layers',
  title: 'Writable layers of removed containers',
  why: 'A removed container can leave its writable layer, and with it the layers of its image, which then cannot be freed either. The known cause is `docker export` on Docker 24.0 to 27.x: each export takes a reference that is never released (moby#48516, fixed in 28.0). The running daemon keeps these layers in memory, so they can only be removed while Docker is stopped.',
  needs: [],
  run(_, context) {
    const leaks = leaksOfKind(context, ['leaked-container-layer']);
    if (!Array.isArray(leaks)) return leaks;
    const proven = orphans(leaks);
    if (proven.length === 0) return [];
    const sum = sumBytes(proven.map((leak) => leak.bytes));
    const { engine } = context.facts.sections;
    const version = engine.state === 'known' ? engine.value.version : '';
    const exportLeaks = isWithin(version, '24.0', '28.0');
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(context.facts),
        title: `${counted(proven.length, 'leaked writable layer')} of removed containers: ${sizeWords(sum)}`,
        detail: paragraphs(
          'No container can use these files, and Docker will never free them or the image layers below them.',
          exportLeaks
            ? `Docker ${version} leaks one for every \`docker export\` of a container that is removed later; 28.0 and newer do not.`
            : null,
          steps(
            'Plan the removal for a quiet moment: it stops Docker and all containers for a short time. Containers with a restart policy start again by themselves. The plan says what can be restored.',
          ),
        ),
        evidence: evidence(
          null,
          ['Container', 'Size', 'Where a reference was looked for'],
          proven.map((leak) => [leak.name, bytesCell(leak.bytes), proofCell(leak)]),
        ),
        ...reclaimableOf(sumBytes(unprotected(context, proven).map((leak) => leak.bytes))),
        remedies: [
          {
            actionId: 'remove-leaked-layers',
            params: { mode: 'quarantine', names: namesOf(proven), stopDocker: 'yes' },
          },
        ],
      },
    ];
  },
});
