import type { InitSystem, PlatformId } from '../domain/platform-facts.ts';
import type { Sh } from '../shell/sh.ts';
import type { ServiceControl } from './service-control.ts';
import type { VendorAdvice } from './vendor-advice.ts';

/** Contents of the marker files, by path; empty for those of which only existence matters. `uname -r` has the key `kernel`. */
export type Markers = Readonly<Record<string, string>>;

/**
 * One family of systems: one file of this folder, default-exported, `id` = file name. Facts that were read in sources or reports
 * and not tried on such a machine say so in `provenance`.
 */
export interface Platform {
  id: PlatformId;
  title: string;
  /** what these facts rest on */
  provenance: string;
  /** lower is asked first: a NAS system built on Debian also looks like Debian */
  rank: number;
  /** files that tell it apart: `read`, the first 4 KiB are brought back; `named`, only that they exist, because they are big or hold secrets */
  markers?: { read?: readonly string[]; named?: readonly string[] };
  detect(markers: Markers): boolean;
  init: InitSystem;
  /** how a person lets Bilge in: as whom, where the line with its public key goes, who may open Docker's socket */
  entry: { user: string; key: string; socket: string };
  /** absolute candidates for the docker client, best first */
  dockerPaths: readonly string[];
  /** names of the vendor's own tools */
  tools?: readonly string[];
  /** what the service of Docker is called in the journal, where it is not docker.service */
  journalUnits?: readonly string[];
  /** where further tools of the vendor lie, after the system's own */
  toolFolders?: readonly string[];
  /**
   * Where Docker's package lies, if only a file on the host says it. Commands of a function: they set bilge_package (its folder),
   * bilge_package_configuration and bilge_package_data, or say in bilge_left_out why it is not used. They may `return 0`.
   */
  findPackage?: Sh;
  /** what starts Docker there, by a file that exists, as a person would type or find it */
  starter?: { file: string; words: string };
  /** where the daemon's configuration lies, best first */
  daemonConfigurationPaths: readonly string[];
  /** where the data root lies when neither Engine nor daemon nor configuration say it */
  dataRoots: readonly string[];
  /** where data roots of other packagings or of earlier configurations are left behind, beside `dataRoots`; shell patterns */
  formerDataRoots?: readonly string[];
  /** `vendor`: its system writes the configuration again, a change by hand does not last */
  configurationOwner: 'administrator' | 'vendor';
  /** how to change Docker's configuration so that it lasts, for a person */
  configurationAdvice: string;
  /** the way by which Docker's data can be moved there, where the vendor owns the configuration */
  moveAdvice?: string;
  /**
   * where files survive reboots and updates of the system: `/` = the whole root; else the one directory, where `/` or /etc do not; null =
   * none is known
   */
  persistentDirectory: string | null;
  /** folders in which a run directory may be made, best first. They survive a reboot at least, or it would lose the run's journal. */
  runRoots: readonly string[];
  /** what differs from device to device, told by where the docker client was found on this one */
  onDevice?(dockerPath: string): Partial<Pick<Platform, 'persistentDirectory' | 'runRoots'>>;
  /** how Docker is stopped and started; `by-init`: as the init system found there does it */
  service: ServiceControl | 'by-init';
  /** how something is mounted at boot so that it stays and Docker waits for it, for a person */
  bootMounts: string;
  /** an appliance whose vendor mounts, configures and updates Docker in its own way */
  isAppliance: boolean;
  /** its name for a person, from the contents of its markers; null: they do not tell. Without it: the name in os-release. */
  titleOf?(markers: Markers, prettyName: string | undefined): string | null;
  /** where no marker was read: what such systems leave in the names of their parts */
  marks: PlatformMarks;
  /** what checks say instead of what holds on any Linux host */
  advice?: VendorAdvice;
  /** why btrfs quotas have to stay on there; then they count as on, also where that could not be read */
  quotasNeeded?: string;
  /** its root is in memory by design */
  isRootInMemory?: true;
  /** what Bilge does not do on any of these systems, and why */
  refused: readonly { what: string; why: string }[];
}

/** A mark that is left out tells nothing. */
export interface PlatformMarks {
  /** `uname -r` */
  kernel?: RegExp;
  /** the whole line of `uname -a` */
  kernelLine?: RegExp;
  engineVersion?: RegExp;
  /** "Operating System" of `docker info` */
  os?: RegExp;
  /** the path of a data root */
  dataRoot?: RegExp;
  /** in pasted text: a path, be it of a mount, a disk, a file or the data root */
  path?: RegExp;
  /** in pasted text: lines of a log */
  log?: RegExp;
  /** in pasted text: mount points that only such a system has; Docker's usual place is then not assumed */
  volume?: RegExp;
  /** a path that is the data root or lies below it, on whichever volume; what matches is the data root */
  ownDataRoot?: RegExp;
  /** what the daemon's configuration is called there, where its path was not pasted */
  configurationName?: string;
  /** a folder in which the docker client lies, or the name of the package that it belongs to */
  client?: RegExp;
}

/** The product and the version that its own file names. */
export function titleWithVersion(title: string, text: string | undefined, pattern: RegExp): string {
  const version = pattern.exec(text ?? '')?.[1];
  return version === undefined ? title : `${title} ${version}`;
}

export function kernelEndsWith(markers: Markers, pattern: RegExp): boolean {
  return pattern.test(markers.kernel ?? '');
}

/** `ID` and the words of `ID_LIKE` of /etc/os-release. */
export function osReleaseIds(markers: Markers): string[] {
  const text = markers['/etc/os-release'] ?? markers['/usr/lib/os-release'] ?? '';
  const found = [...text.matchAll(/^(?:ID|ID_LIKE)=["']?([^"'\n]*)["']?$/gm)];
  return found.flatMap((match) => (match[1] ?? '').split(/\s+/)).filter(Boolean);
}
