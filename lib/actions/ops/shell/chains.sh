# ---- Layers that Docker has on record, but that nothing references
# Docker deletes them itself. It loads an image made of exactly these layers (it adopts them; it has their data), and then removes that
# image (it releases them). If anything uses a layer after all, Docker's own reference count keeps it
# (docs/reference/docker-on-disk.md#let-the-engine-remove-it). Docker also deletes every parent that only this layer kept. Those are
# steps of their own, tops first, and what would go is worked out again here.
# Items: STEP DIRECTORY CHAIN CHAINS-THAT-GO-WITH-IT (a,b,… or -)
op_release_chain_judge() { "$1" judge_chain; }
judge_chain() {
  at=$layer_database/sha256/$3
  if [ ! -e "$at" ]; then
    # Deleted in this run together with the layer above it: that counts as this step, and is probed like any other.
    is_taken_along "$3" || already "$1" 'Docker has released it already'
    return
  fi
  if [ "$(cat "$at/cache-id" 2>/dev/null)" != "$2" ]; then refuse "$1" identity 'Docker has another directory on record for this layer now; plan again'; return; fi
  if [ ! -d "$driver_directory/$2" ]; then refuse "$1" identity 'its directory is gone, but Docker still has it on record; plan again'; return; fi
  judge_taken_along "$@"
}
is_taken_along() { case " ${taken_along-} " in *" $1 "*) ;; *) return 1 ;; esac; }
judge_taken_along() { # STEP DIRECTORY CHAIN PLANNED: an incomplete reading, or an engine that does not answer, proves nothing
  if ! going_with "$3"; then
    refuse "$1" taken-along "could not determine what Docker would delete together with it: $layer_database was not read completely, or Docker did not list its images"
    return
  fi
  for also in $going; do
    case ",$4," in *",$also,"*) ;; *)
      refuse "$1" taken-along "Docker would delete the layer $also together with it, which is not in the plan; plan again"
      return
      ;;
    esac
  done
}
# Sets $going: the chains below CHAIN that nothing else is sure to keep. A chain is kept by another layer on top, by a mount that is
# built on it, and by an image that begins with its layers. A record of BuildKit does not keep it: Docker holds a layer for it only once it
# was used.
going_with() { # CHAIN
  attempt=0
  while [ "$attempt" -lt 6 ]; do
    going=$({ printf 'top %s\n' "$1"; list_image_layers && list_chains && echo BILGE-END; } | awk '
      function bare(id) { sub(/^sha256:/, "", id); return id }
      $1 == "top" { top = $2; next }
      $0 == "BILGE-END" { whole = 1; next }
      $1 == "image" { image[++images] = $2; next }
      { value = $NF; path = $0; sub(/ [^ ]*$/, "", path); count = split(path, part, "/"); name = part[count - 1]
        if (part[count - 2] == "mounts") { if (part[count] == "parent") mounted[bare(value)] = 1; next }
        if (part[count - 2] != "sha256" || name ~ /-removing$/) next
        if (part[count] == "diff") diff[name] = "\"" value "\""
        else { parent[name] = bare(value); children[parent[name]]++ } }
      END {
        if (!whole) exit
        for (at = top; at != "" && depth < 500; at = parent[at]) line[++depth] = at
        for (i = depth; i > 0; i--) { text = (i == depth ? "[" : text ",") diff[line[i]]; layers[i] = text }
        if (!(top in mounted) && !children[top]) for (i = 2; i <= depth; i++) {
          if (line[i] in mounted || children[line[i]] > 1) break
          # An image of exactly these layers was loaded by an earlier run, or keeps the top as well.
          for (k = 1; k <= images; k++) if (image[k] != layers[1] "]" && (image[k] == layers[i] "]" || index(image[k], layers[i] ",") == 1)) break
          if (k <= images) break
          printf "%s ", line[i]
        }
        print "ok"
      }')
    case $going in *ok) going=${going%ok}; return 0 ;; esac
    attempt=$((attempt + 1))
    sleep 0.2 2>/dev/null || sleep 1
  done
  return 1
}
list_image_layers() {
  image_ids=$(engine image ls -a -q --no-trunc 2>/dev/null) || return 1
  [ -n "$image_ids" ] || return 0
  # shellcheck disable=SC2086 # one id a word
  image_layers=$(engine image inspect --format 'image {{json .RootFS.Layers}}' $image_ids 2>/dev/null) || return 1
  printf '%s\n' "$image_layers"
}
list_chains() { find "$layer_database" -type f \( -name parent -o -name diff \) -exec awk '{ print FILENAME, $0 }' {} + 2>/dev/null; }
op_release_chain_perform() { "$1" release_chain; }
release_chain() {
  is_intended "$1" && [ -e "$layer_database/sha256/$3" ] || return 0
  diffs=
  layers=
  chain=$3
  depth=0
  while [ -n "$chain" ] && [ "$depth" -lt 200 ]; do
    diff=$(cat "$layer_database/sha256/$chain/diff" 2>/dev/null)
    case $diff in sha256:*[!0-9a-f]* | '') failed "$1" "the layer $chain has no readable digest"; return ;; esac
    diffs="\"$diff\"${diffs:+,$diffs}"
    layers="${layers:+$layers,}\"layer$depth\""
    parent=$(cat "$layer_database/sha256/$chain/parent" 2>/dev/null)
    chain=${parent#sha256:}
    depth=$((depth + 1))
  done
  release_adopted "$diffs"
  if [ ! -e "$layer_database/sha256/$3" ]; then return; fi
  work=$run_directory/release
  mkdir -p -- "$work" || { failed "$1" "$work could not be made"; return; }
  # A label of this run, so that the image cannot be one that exists.
  printf '{"architecture":"amd64","os":"linux","config":{"Labels":{"bilge.release":"%s-%s"}},"rootfs":{"type":"layers","diff_ids":[%s]}}' "$run_id" "$1" "$diffs" >"$work/config.json"
  tag=bilge-release:$(printf '%s' "$run_id-$1" | tr -cd 'A-Za-z0-9_.-')
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":[%s]}]' "$tag" "$layers" >"$work/manifest.json"
  expect_release_tag "$tag"
  errors=$(cd -- "$work" && tar -cf - manifest.json config.json | "$docker" -H "$docker_host" load 2>&1) || { failed "$1" "Docker did not adopt the layers: $errors"; return; }
  if ! release_image "$tag"; then failed "$1" "Docker adopted the layers as $tag and did not release them: $errors. Plan again when Docker runs; the next run releases them"; return; fi
  rm -f -- "$run_directory/release-tag"
}
# An engine that is killed at this moment still has the image when it returns, so this waits for it. Sets $errors.
release_image() { # TAG-OR-ID
  tries=0
  why=
  while :; do
    errors=$(engine rmi "$1" 2>&1) && return 0
    if is_unknown_image "$1"; then return 0; fi
    case $errors in *'o such image'*) ;; *) why=$errors ;; esac
    if engine version --format '{{.Server.Version}}' >/dev/null 2>&1 || [ "$tries" -ge 30 ]; then
      # It may have returned between the two questions.
      errors=$(engine rmi "$1" 2>&1) && return 0
      if is_unknown_image "$1"; then return 0; fi
      case $errors in *'o such image'*) errors=${why:-$errors} ;; esac
      return 1
    fi
    tries=$((tries + 1))
    sleep 2
  done
}
# An engine that cannot write (full, read-only) drops the name, reports the error, and keeps the image. From then on it knows no image
# of that name, but its records do, and the image is there again after the engine's next start.
is_unknown_image() { # TAG-OR-ID: by $errors
  case $errors in *'o such image'*) ! named_on_record "\"$1\":\"sha256:" ;; *) return 1 ;; esac
}
named_on_record() { grep -q -e "$1" -- "${layer_database%/layerdb}/repositories.json" 2>/dev/null; }
# An image of exactly these layers that an earlier run loaded before a power cut, or before it was killed together with its watcher.
release_adopted() { # DIFF-IDS
  for left in $(engine image ls --no-trunc --filter label=bilge.release --format '{{.ID}}={{.Repository}}:{{.Tag}}' 2>/dev/null); do
    id=${left%%=*}
    left=${left#*=}
    case $left in
      bilge-release:*) ;;
      '<none>:<none>') if named_on_record "\"bilge-release:[A-Za-z0-9_.-]*\":\"$id\""; then left=$id; else continue; fi ;;
      *) continue ;;
    esac
    if [ "$(engine image inspect --format '{{json .RootFS.Layers}}' "$left" 2>/dev/null)" = "[$1]" ] && release_image "$left"; then
      note "an earlier run was interrupted before Docker released $left; it is released now"
    fi
  done
}
# If this script is killed between adopting and releasing, the image would keep the layers for good, and they would no longer count as
# leaked. So a small separate process releases them in its place.
expect_release_tag() { # TAG
  printf '%s\n' "$1" >"$run_directory/release-tag"
  [ -z "${release_watched-}" ] || return 0
  release_watched=yes
  main=$$
  (
    trap '' HUP TERM INT
    while kill -0 "$main" 2>/dev/null; do sleep 1; done
    if [ -e "$run_directory/release-tag" ]; then
      release_image "$(cat "$run_directory/release-tag")"
      rm -f -- "$run_directory/release-tag"
    fi
  ) </dev/null >/dev/null 2>&1 &
}
op_release_chain_probe() { "$1" probe_chain; rm -rf -- "${run_directory:?}/release"; }
probe_chain() {
  is_intended "$1" || return 0
  if [ -e "$layer_database/sha256/$3" ]; then
    set_state "$1" ''
    refuse "$1" in-use 'Docker kept it: something still uses this layer'
  elif [ -e "$driver_directory/$2" ]; then
    failed "$1" 'Docker released it, but its directory is still there; it shows as a leaked directory now'
  elif is_taken_along "$3"; then
    succeeded "$1" 'Docker deleted it together with the layer above it'
  else
    succeeded "$1"
  fi
  if [ "$4" != - ] && [ ! -e "$layer_database/sha256/$3" ]; then remember_taken "$4"; fi
}
remember_taken() { # CHAIN,CHAIN,…
  for also in $(printf %s "$1" | tr ',' ' '); do
    [ -e "$layer_database/sha256/$also" ] || taken_along="${taken_along-} $also"
  done
}
