import type { LabHost } from '../lab.ts';

export type LoadLayersOptions = { name?: string; bytesPerLayer?: number; filesPerLayer?: number };

/**
 * `docker load` of a generated image with that many real layers: what a pull leaves, without a registry. Each layer
 * holds files of random content, so no two images share one.
 * @returns the image's name
 */
export async function loadLayers(host: LabHost, layers: number, options: LoadLayersOptions = {}): Promise<string> {
  const name = options.name ?? 'layers:lab';
  const args = [name, layers, options.filesPerLayer ?? 1, options.bytesPerLayer ?? 64 * 1024].map(String);
  await host.exec(loadLayersScript, { args, timeoutMs: 180_000 });
  return name;
}

/** Arguments: image name, layers, files of a layer, bytes of a layer. */
const loadLayersScript = `
set -eu
name=$1 layers=$2 files=$3 bytes=$4
work=$(mktemp -d /var/tmp/layers.XXXXXX)
trap 'rm -rf "$work"' EXIT
mkdir "$work/image"
diff_ids='' layer_files=''
number=1
while [ "$number" -le "$layers" ]; do
  mkdir -p "$work/tree/layer-$number"
  head -c "$bytes" /dev/urandom >"$work/content"
  split -n "$files" -a 6 "$work/content" "$work/tree/layer-$number/file-"
  tar -C "$work/tree" -cf "$work/image/$number.tar" .
  rm -rf "$work/tree"
  sum=$(sha256sum "$work/image/$number.tar" | cut -d' ' -f1)
  diff_ids="$diff_ids,\\"sha256:$sum\\""
  layer_files="$layer_files,\\"$number.tar\\""
  number=$((number + 1))
done
printf '{"architecture":"amd64","os":"linux","config":{"Cmd":["/none"]},"rootfs":{"type":"layers","diff_ids":[%s]}}' \\
  "\${diff_ids#,}" >"$work/image/config.json"
printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":[%s]}]' "$name" "\${layer_files#,}" >"$work/image/manifest.json"
tar -C "$work/image" -cf - . | docker load -q
`;
