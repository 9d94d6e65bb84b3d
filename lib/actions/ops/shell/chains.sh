# ---- Layers that the engine holds and nobody reaches ---------------------------------------------------------------------------
# The engine deletes them itself: it is given an image that names exactly these layers (no data is needed, it has them), and then
# asked to remove that image. If a layer is in use after all, its own count of references keeps it (docker-on-disk 5.1 A).
# Items: STEP DIRECTORY CHAIN
op_release_chain_judge() { "$1" judge_chain; }
judge_chain() {
  at=$layer_database/sha256/$3
  if [ ! -e "$at" ]; then already "$1" 'Docker has let go of it already'; return; fi
  if [ "$(cat "$at/cache-id" 2>/dev/null)" != "$2" ]; then refuse "$1" identity 'Docker keeps another directory for this layer now; plan again'; return; fi
  if [ ! -d "$driver_directory/$2" ]; then refuse "$1" identity 'its directory is gone, but Docker still names it; plan again'; fi
}
op_release_chain_perform() { "$1" release_chain; }
release_chain() {
  is_intended "$1" || return 0
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
  release_taken_up "$diffs"
  if [ ! -e "$layer_database/sha256/$3" ]; then return; fi
  work=$run_directory/release
  mkdir -p -- "$work" || { failed "$1" "$work could not be made"; return; }
  # A label of this run, so that the image cannot be one that exists.
  printf '{"architecture":"amd64","os":"linux","config":{"Labels":{"bilge.release":"%s-%s"}},"rootfs":{"type":"layers","diff_ids":[%s]}}' "$run_id" "$1" "$diffs" >"$work/config.json"
  tag=bilge-release:$(printf '%s' "$run_id-$1" | tr -cd 'A-Za-z0-9_.-')
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":[%s]}]' "$tag" "$layers" >"$work/manifest.json"
  expect_release_tag "$tag"
  errors=$(cd -- "$work" && tar -cf - manifest.json config.json | "$docker" -H "$docker_host" load 2>&1) || { failed "$1" "Docker did not take the layers up: $errors"; return; }
  if ! let_go_of "$tag"; then failed "$1" "Docker took the layers up as $tag and did not let go of them again: $errors. Plan again when Docker runs: the next run lets go of them"; return; fi
  rm -f -- "$run_directory/release-tag"
}
# An engine that is killed at this moment comes back and has the image: it is waited for. Sets $errors.
let_go_of() { # TAG-OR-ID
  tries=0
  why=
  while :; do
    errors=$(engine rmi "$1" 2>&1) && return 0
    if is_unknown_image "$1"; then return 0; fi
    case $errors in *'o such image'*) ;; *) why=$errors ;; esac
    if engine version --format '{{.Server.Version}}' >/dev/null 2>&1 || [ "$tries" -ge 30 ]; then
      # It may have come back between the two questions.
      errors=$(engine rmi "$1" 2>&1) && return 0
      if is_unknown_image "$1"; then return 0; fi
      case $errors in *'o such image'*) errors=${why:-$errors} ;; esac
      return 1
    fi
    tries=$((tries + 1))
    sleep 2
  done
}
# An engine that cannot write (full, read-only) drops the name, says why it could not, and has the image still: from then on it knows none
# of that name, while its records name it, and it comes back with the engine's next start.
is_unknown_image() { # TAG-OR-ID: by $errors
  case $errors in *'o such image'*) ! named_on_record "\"$1\":\"sha256:" ;; *) return 1 ;; esac
}
named_on_record() { grep -q -e "$1" -- "${layer_database%/layerdb}/repositories.json" 2>/dev/null; }
# What an earlier run had taken up when the power went, or when it was killed together with its watcher: an image with these very layers.
release_taken_up() { # DIFF-IDS
  for left in $(engine image ls --no-trunc --filter label=bilge.release --format '{{.ID}}={{.Repository}}:{{.Tag}}' 2>/dev/null); do
    id=${left%%=*}
    left=${left#*=}
    case $left in
      bilge-release:*) ;;
      '<none>:<none>') if named_on_record "\"bilge-release:[A-Za-z0-9_.-]*\":\"$id\""; then left=$id; else continue; fi ;;
      *) continue ;;
    esac
    if [ "$(engine image inspect --format '{{json .RootFS.Layers}}' "$left" 2>/dev/null)" = "[$1]" ] && let_go_of "$left"; then
      note "an earlier run was cut off before Docker let go of $left; it has now"
    fi
  done
}
# Should this script be killed between taking up and letting go, the image would hold the layers for good and nothing would call them
# leaked any more: a small process of its own lets go in its place.
expect_release_tag() { # TAG
  printf '%s\n' "$1" >"$run_directory/release-tag"
  [ -z "${release_watched-}" ] || return 0
  release_watched=yes
  main=$$
  (
    trap '' HUP TERM INT
    while kill -0 "$main" 2>/dev/null; do sleep 1; done
    if [ -e "$run_directory/release-tag" ]; then
      let_go_of "$(cat "$run_directory/release-tag")"
      rm -f -- "$run_directory/release-tag"
    fi
  ) </dev/null >/dev/null 2>&1 &
}
op_release_chain_probe() { "$1" probe_chain; rm -rf -- "${run_directory:?}/release"; }
probe_chain() {
  is_intended "$1" || return 0
  if [ -e "$layer_database/sha256/$3" ]; then
    set_state "$1" ''
    refuse "$1" in-use 'Docker kept it: something it knows of still uses this layer'
  elif [ -e "$driver_directory/$2" ]; then
    failed "$1" 'Docker let go of it, but its directory is still there; it shows as a leaked directory now'
  else
    succeeded "$1"
  fi
}
