/**
 * Images of Docker that a run saved into a folder of the host. Its list is kept beside the run directories as well, so that a scan need not
 * wake the disk that the folder is on; whether the archives are still there is looked at when they are loaded.
 */
export interface ImageBackup {
  runId: string;
  /** absolute, resolved */
  folder: string;
  /** ISO, by the host's clock */
  at: string;
  archives: ImageArchive[];
  /** not saved: Docker knew a registry's digest of each, by which it can be pulled again */
  pullable: PullableImage[];
}

/** A file of the folder that `docker load` reads; in the list only once it is whole. */
export interface ImageArchive {
  /** name in the folder: `images-1.tar` */
  file: string;
  bytes: number;
  /** in hex */
  sha256: string;
  images: SavedImage[];
}

export interface SavedImage {
  /** as Docker listed it: `sha256:…` */
  id: string;
  /** tags; empty: it has none */
  references: string[];
}

export interface PullableImage extends SavedImage {
  /** `name@sha256:…` */
  digest: string;
}
