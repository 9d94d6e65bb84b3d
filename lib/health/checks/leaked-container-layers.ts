import { defineCheck } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf, sizeWords, sumBytes } from '../evidence.ts';
import { leaksOfKind, namesOf, orphans, proofCell } from '../leaks.ts';
import { dataRootSubject } from '../subjects.ts';
import { count, paragraphs } from '../text.ts';
import { isWithin } from '../version.ts';

export default defineCheck({
  id: 'leaked-container-layers',
  title: 'Writable layers of containers that are gone',
  why: 'A container that was removed can leave its writable layer behind, and with it the layers of its image, which can then not be freed either. The known cause is `docker export` on Docker 24.0 to 27.x: each export takes a reference that is never given back (moby#48516, fixed in 28.0).',
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
        title: `${count(proven.length, 'writable layer')} of removed containers: ${sizeWords(sum)}`,
        detail: paragraphs(
          'Docker’s layer database still lists the writable layer of containers that no longer exist. The files in them cannot be reached by any container, and the layers of their images are held with them.',
          exportLeaks
            ? `Docker ${version} leaks one with every \`docker export\` of a container that is removed later. Docker 28.0 and newer no longer do this; what has leaked already stays until it is removed.`
            : null,
          'What to do: “remove leaked layers” can remove them only while Docker is stopped, because the running daemon holds them in memory. Plan it for a quiet moment; containers with a restart policy come back by themselves.',
        ),
        evidence: evidence(
          null,
          ['Container', 'Size', 'Where a reference was looked for'],
          proven.map((leak) => [leak.name, bytesCell(leak.bytes), proofCell(leak)]),
        ),
        ...reclaimableOf(sum),
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
