import { defineCheck } from '../define-check.ts';
import { desktopVm } from '../desktop-vm.ts';
import { evidence } from '../evidence.ts';
import { kernelVersion } from '../kernel.ts';
import { isPodman } from '../podman.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'engine-in-desktop-vm',
  title: 'Docker in a desktop’s virtual machine',
  why: 'Docker Desktop, Colima, OrbStack, Rancher Desktop and similar products run the engine in a virtual machine. Its disk is one file on the desktop, and its files and settings are inside: `df`, /etc/docker and systemd of the desktop say nothing about it.',
  needs: [],
  run(_, { facts }) {
    const { engine: engineSection, platform } = facts.sections;
    const engine = engineSection.state === 'known' ? engineSection.value : null;
    if (isPodman(facts)) return { notApplicable: 'This is Podman.' };
    const vm = desktopVm(facts);
    if (vm === null) {
      const isKnown =
        platform.state === 'known' || (engine !== null && `${engine.os}${engine.kernel}${engine.name}` !== '');
      return !isKnown ? { unknown: 'The engine’s operating system is unknown.', missing: ['engine'] } : [];
    }
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title: `Docker runs in a virtual machine (${vm.product})`,
        detail: paragraphs(
          `Its disk is separate: the machine can be full while this computer has space, and the other way round. Its data root ${engine?.dataRoot || '/var/lib/docker'} is inside, in one file on this computer.`,
          steps(
            `Check the disk inside: \`${vm.look}\`.`,
            `Free space with \`docker builder prune\` and \`docker image prune\`; ${vm.shrink}.`,
            `To get more space: ${vm.grow}. Engine settings are in ${vm.configuration}.`,
          ),
        ),
        evidence: evidence(
          engine === null ? 'uname -a' : 'docker info',
          ['Name', 'Operating system', 'Kernel'],
          [
            [
              engine?.name || 'not printed',
              engine?.os || 'not printed',
              engine?.kernel || kernelVersion(facts) || 'not printed',
            ],
          ],
        ),
        remedies: [],
      },
    ];
  },
});
