import { rootPathWith } from '../shell/prelude/root-path.ts';
import { type Sh, sh } from '../shell/sh.ts';
import { byRank } from './detect-platform.ts';

const finders: readonly Sh[] = byRank.flatMap(({ findPackage }) => findPackage ?? []);

/**
 * bilge_find_package: where a vendor's package of Docker lies, on whichever volume its owner chose. Sets bilge_package,
 * bilge_package_configuration and bilge_package_data, empty where there is none. Needs safe-paths.ts.
 */
export const findPackage: Sh = sh.lines(
  ...finders.map((find, index) => sh.lines(sh`bilge_find_package_${sh.constant(String(index))}() {`, find, sh`}`)),
  sh`# shellcheck disable=SC2034 # each collector uses some of them
bilge_find_package() {
  bilge_package=; bilge_package_configuration=; bilge_package_data=`,
  ...finders.map(
    (_, index) => sh`  bilge_find_package_${sh.constant(String(index))}; [ -z "$bilge_package" ] || return 0`,
  ),
  sh`}`,
);

export const rootPath: Sh = rootPathWith({
  folders: [...new Set(byRank.flatMap(({ toolFolders }) => toolFolders ?? []))],
  findPackage,
});
