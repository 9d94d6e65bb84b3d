# ---- btrfs subvolumes, by id and uuid, never by a path prefix alone ----------------------------------------------------------------
# " id:uuid:path " of every subvolume. A path with a line break in it makes the listing unusable: then this returns 1.
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


# Input: items, STEP<TAB>ID<TAB>UUID<TAB>NESTED-IDS<TAB>PATH: is that subvolume still there, with exactly these inside it?
# PATH is from the top level, or *SUFFIX. One process for a batch; prints "STEP:moved " or "STEP:nested=ids " for each that is not.
judge_subvolume_items() {
  { cat; printf '%s\n' BILGE-LIST "$subvolumes"; } | awk -F '\t' '
    $0 == "BILGE-LIST" { listing = 1; next }
    $0 == "BILGE-END" { next }
    !listing { step[$2 " " $3] = $1; want[$1] = $4; path[$1] = $5; order[++items] = $1; found[$1] = ""; next }
    {
      split($0, word, " "); key = word[1] " " word[2]; at = $0; sub(/^[0-9]+ [0-9a-f-]+ /, "", at)
      id[++lines] = word[1]; place[lines] = at
      if (key in step) {
        s = step[key]; expected = path[s]
        if (substr(expected, 1, 1) == "*") { suffix = substr(expected, 2); ok = (at == suffix || substr(at, length(at) - length(suffix)) == "/" suffix) }
        else ok = (at == expected)
        if (ok) { found[s] = 1; home[at] = s }
      }
    }
    END {
      for (l = 1; l <= lines; l++) {
        at = place[l]
        while (match(at, /\/[^\/]*$/)) { at = substr(at, 1, RSTART - 1); if (at in home) { s = home[at]; inside[s] = inside[s] " " id[l] } }
      }
      for (i = 1; i <= items; i++) {
        s = order[i]
        if (!found[s]) { printf " %s:moved ", s; continue }
        n = split(inside[s], each, " ")
        for (a = 2; a <= n; a++) { v = each[a]; for (b = a - 1; b > 0 && each[b] + 0 > v + 0; b--) each[b + 1] = each[b]; each[b + 1] = v }
        have = n ? each[1] : "-"
        for (a = 2; a <= n; a++) have = have "," each[a]
        if (have != want[s]) printf " %s:nested=%s ", s, have
      }
      print " ok"
    }'
}
judge_subvolume() { # STEP …: reads $subvolume_verdicts
  is_open "$1" || return 0
  case $subvolume_verdicts in
    *" $1:moved "*) refuse "$1" subvolume-identity 'this subvolume (by id and uuid) is no longer at the planned path; plan again' ;;
    *" $1:nested="*)
      nested=${subvolume_verdicts#*" $1:nested="}
      refuse "$1" subvolume-identity "the subvolumes inside it differ from the plan (now: ${nested%% *}); plan again"
      ;;
    *ok) ;;
    *) refuse "$1" subvolume-identity 'the subvolumes could not be compared with the plan' ;;
  esac
}
