# ---- Waiting until btrfs has freed what was deleted ---------------------------------------------------------------------------
# btrfs frees space late: after its cleaner has run and a transaction is committed. So this waits, but not forever. It waits only for
# subvolumes that were deleted before it began: on a busy host others are deleted all the time, and the lock is held meanwhile.
await_btrfs() { # BTRFS FOLDER SECONDS [TELL]: TELL is called once with a sentence where it takes longer
  "$1" filesystem sync "$2" >/dev/null 2>&1
  waited=0
  agreed=0
  polls=0
  used_before=
  awaited=$(deleted_subvolumes "$1" "$2")
  while [ "$waited" -lt "$3" ]; do
    left=$({ printf '%s\n' "$awaited"; echo BILGE-NOW; deleted_subvolumes "$1" "$2"; } | awk '$0 == "BILGE-NOW" { now = 1; next } !now { ours[$0] = 1; next } $0 in ours { n++ } END { print n + 0 }')
    used=$(df -Pk -- "$2" | awk 'NR > 1 && NF >= 5 { print $(NF - 3); exit }')
    # The list is empty before the space is free, so two readings must agree. On a busy disk they may never agree, so four are enough.
    if [ "$left" = 0 ]; then
      agreed=$((agreed + 1))
      if [ "$used" = "$used_before" ] || [ "$agreed" -ge 4 ]; then break; fi
    fi
    used_before=$used
    if [ "$left" != 0 ] && [ "$polls" = 0 ] && [ -n "${4:-}" ]; then "$4" "deleted; btrfs is still freeing $left subvolumes"; fi
    # On an idle disk the cleaner is done at once; a busy disk needs half a minute or more.
    polls=$((polls + 1))
    pause=0.5
    if [ "$polls" -le 4 ]; then pause=0.1; fi
    if [ "$polls" -gt 10 ] || ! sleep "$pause" 2>/dev/null; then
      sleep 2
      waited=$((waited + 2))
    fi
    "$1" filesystem sync "$2" >/dev/null 2>&1
  done
}
deleted_subvolumes() { # BTRFS FOLDER
  "$1" subvolume list -d "$2" 2>/dev/null | awk '$1 == "ID" { print $2 }'
}
