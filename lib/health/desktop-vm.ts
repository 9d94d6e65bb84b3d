import type { HostFacts } from '../domain/host-facts.ts';
import { kernelVersion } from './kernel.ts';

/** A product that runs the engine in a virtual machine on a desktop. */
export interface DesktopVm {
  product: string;
  /** shows the disk from inside */
  look: string;
  /** where daemon.json's settings are changed */
  configuration: string;
  /** the disk is one file on the desktop: how it grows, and how it shrinks after a prune */
  grow: string;
  shrink: string;
}

const wslShrink =
  'this frees space inside only, so then run `wsl --shutdown` and compact the .vhdx file (`Optimize-VHD`, or `compact vdisk` in diskpart)';

const trimmed = (enter: string): string =>
  `\`${enter} sudo fstrim -av\` returns the freed space to this computer (not while the kernel’s log shows errors of the disk)`;

const products: { is: (marks: Marks) => boolean; vm: DesktopVm }[] = [
  {
    is: ({ os, name }) => /docker desktop/i.test(os) || name === 'docker-desktop',
    vm: {
      product: 'Docker Desktop',
      look: 'docker run --rm --privileged --pid=host alpine nsenter -t 1 -m df -h /var/lib/docker',
      configuration: 'Settings → Docker Engine',
      grow: 'Settings → Resources → disk limit',
      shrink:
        'on a Mac the disk image shrinks by itself some time later; on Windows compact the .vhdx file after `wsl --shutdown`',
    },
  },
  {
    is: ({ os, kernel, name }) => /orbstack/i.test(`${os} ${kernel}`) || name === 'orbstack',
    vm: {
      product: 'OrbStack',
      look: 'docker run --rm --privileged --pid=host alpine nsenter -t 1 -m df -h /var/lib/docker',
      configuration: 'OrbStack’s settings → Docker',
      grow: 'free space on the Mac; its disk uses that',
      shrink: 'its disk image shrinks by itself',
    },
  },
  {
    is: ({ os, name }) => /rancher[ -]desktop/i.test(`${os} ${name}`),
    vm: {
      product: 'Rancher Desktop',
      look: 'rdctl shell df -h /var/lib/docker',
      configuration: '/etc/docker/daemon.json inside (`rdctl shell`)',
      grow: 'Preferences → Virtual Machine (on Windows the disk of WSL)',
      shrink: `on Windows ${wslShrink}`,
    },
  },
  {
    is: ({ name, context }) => /^colima(?:-|$)/.test(name) || /^colima(?:-|$)/.test(context),
    vm: {
      product: 'Colima',
      look: 'colima ssh -- df -h /var/lib/docker',
      configuration: '`colima start --edit`, section `docker`',
      grow: '`colima stop`, then `colima start --disk 200` (GiB; it can only grow)',
      shrink: trimmed('colima ssh --'),
    },
  },
  {
    is: ({ name }) => /^lima-|^docker-?lima$/.test(name),
    vm: {
      product: 'Lima',
      look: 'limactl shell docker df -h /var/lib/docker',
      configuration: 'the template’s provision part',
      grow: '`limactl stop docker`, then `limactl edit docker --disk 200`',
      shrink: trimmed('limactl shell docker'),
    },
  },
  {
    is: ({ os, kernel, name }) => /boot2docker/i.test(`${os} ${kernel} ${name}`),
    vm: {
      product: 'boot2docker',
      look: 'docker-machine ssh default df -h /mnt/sda1',
      configuration: '/var/lib/boot2docker/profile inside (`docker-machine ssh default`)',
      grow: 'create a new machine (`docker-machine create --virtualbox-disk-size 100000 …`); boot2docker itself is discontinued',
      shrink: 'its disk image does not shrink; a new machine starts small',
    },
  },
  {
    is: ({ kernel }) => /microsoft-standard|-microsoft\b|wsl2/i.test(kernel),
    vm: {
      product: 'WSL',
      look: 'wsl -- df -h /',
      configuration: '/etc/docker/daemon.json inside the distribution',
      grow: '`wsl --manage <distribution> --resize 512GB`',
      shrink: wslShrink,
    },
  },
  {
    is: ({ kernel, os }) => /linuxkit/i.test(`${kernel} ${os}`),
    vm: {
      product: 'Docker Desktop',
      look: 'docker run --rm --privileged --pid=host alpine nsenter -t 1 -m df -h /var/lib/docker',
      configuration: 'Settings → Docker Engine',
      grow: 'Settings → Resources → disk limit',
      shrink: 'the disk image shrinks by itself some time later',
    },
  },
];

interface Marks {
  os: string;
  kernel: string;
  name: string;
  context: string;
}

/** By the names of machine, kernel and operating system; null = none found. Only texts depend on it, no guard. */
export function desktopVm(facts: HostFacts): DesktopVm | null {
  const { engine, platform, pasted } = facts.sections;
  const known = engine.state === 'known' ? engine.value : null;
  const system = platform.state === 'known' ? platform.value : null;
  const marks: Marks = {
    os: `${known?.os ?? ''} ${system?.title ?? ''}`,
    kernel: `${known?.kernel ?? ''} ${kernelVersion(facts) ?? ''}`,
    name: known?.name || (system?.hostname ?? ''),
    context: pasted.state === 'known' ? (pasted.value.context ?? '') : '',
  };
  return products.find(({ is }) => is(marks))?.vm ?? null;
}
