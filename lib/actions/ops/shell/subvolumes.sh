# ---- btrfs subvolumes, by id and uuid, never by a path prefix alone ----------------------------------------------------------------
# " id:uuid:path " of every subvolume. A path with a line break in it makes the listing worthless, and that is said.
list_subvolumes() {
  subvolumes=$("$btrfs" subvolume list -u "$1" 2>/dev/null | awk '
    !/^ID [0-9]+ gen [0-9]+ top level [0-9]+ uuid [0-9a-f-]+ path / { bad = 1; next }
    { id = $2; uuid = $9; sub(/^ID [0-9]+ gen [0-9]+ top level [0-9]+ uuid [0-9a-f-]+ path /, ""); print id " " uuid " " $0 }
    END { print bad ? "BAD" : "BILGE-END" }')
  case $subvolumes in *BILGE-END) ;; *) return 1 ;; esac
}

nested_below() { # PATH: sets $nested to the sorted ids below it, or -
  nested=$(printf '%s\n' "$subvolumes" | AT=$1/ awk '{ path = $0; sub(/^[0-9]+ [0-9a-f-]+ /, "", path); if (index(path, ENVIRON["AT"]) == 1) print $1 }' | sort -n | tr '\n' ',')
  nested=${nested%,}
  [ -n "$nested" ] || nested=-
}

