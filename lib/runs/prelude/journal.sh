# ---- The journal: one JSON object per line, appended and fsynced ------------------------------------------------------
# json TEXT: sets $json to TEXT as a quoted JSON string. Bytes that are not UTF-8 become lone surrogates \udcXX, so that
# a file name with any byte in it can be restored to the same bytes.
json() {
  case $1 in
    *[!A-Za-z0-9\ _.,:\;/@%+=\(\)#*\'-]*)
      json=$(printf %s "$1" | od -An -v -tx1 | awk '
        BEGIN { for (i = 0; i < 256; i++) value[sprintf("%02x", i)] = i }
        { for (i = 1; i <= NF; i++) bytes[count++] = value[$i] }
        function tail(at, n,   k) { for (k = 1; k <= n; k++) if (at + k >= count || bytes[at+k] < 128 || bytes[at+k] > 191) return 0; return 1 }
        END {
          printf "\""
          for (at = 0; at < count; at++) {
            b = bytes[at]
            if (b == 34 || b == 92) { printf "\\%c", b; continue }
            if (b < 32 || b == 127) { printf "\\u%04x", b; continue }
            if (b < 128) { printf "%c", b; continue }
            code = -1
            if (b >= 194 && b < 224 && tail(at, 1)) { code = (b - 192) * 64 + bytes[at+1] - 128; length_ = 1 }
            else if (b >= 224 && b < 240 && tail(at, 2)) { code = (b - 224) * 4096 + (bytes[at+1] - 128) * 64 + bytes[at+2] - 128; length_ = 2
              if (code < 2048 || (code >= 55296 && code < 57344)) code = -1 }
            else if (b >= 240 && b < 245 && tail(at, 3)) { code = (b - 240) * 262144 + (bytes[at+1] - 128) * 4096 + (bytes[at+2] - 128) * 64 + bytes[at+3] - 128; length_ = 3
              if (code < 65536 || code > 1114111) code = -1 }
            if (code < 0) { printf "\\udc%02x", b; continue }
            at += length_
            if (code >= 65536) { code -= 65536; printf "\\u%04x\\u%04x", 55296 + int(code / 1024), 56320 + code % 1024 }
            else printf "\\u%04x", code
          }
          printf "\""
        }')
      ;;
    *) json="\"$1\"" ;;
  esac
}

# Sets $now. It runs date once a second at most: otherwise a run of a thousand steps would spend a tenth of its time on it.
clock() {
  uptime_seconds
  if [ "$uptime" = "${clock_read_at-}" ]; then return 0; fi
  clock_read_at=$uptime
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
}
# Sets $uptime without running a program: whole seconds that never go backward.
uptime_seconds() {
  read -r uptime _ </proc/uptime
  uptime=${uptime%%.*}
}

# entry TYPE [STEP] [SAID] [GUARD] [RAW]: adds a line to what the next `commit` writes. RAW is JSON members, made here only.
entry() {
  seq=$((seq + 1))
  line="{\"runId\":\"$run_id\",\"seq\":$seq,\"at\":\"$now\",\"type\":\"$1\""
  if [ -n "${2:-}" ]; then line="$line,\"step\":$2"; fi
  if [ -n "${4:-}" ]; then line="$line,\"guard\":\"$4\""; fi
  if [ -n "${3:-}" ]; then json "$3"; line="$line,\"said\":$json"; fi
  if [ -n "${5:-}" ]; then line="$line,$5"; fi
  pending="$pending$line}$newline"
}

# If the disk is full, the reserve beside the journal is deleted first. The newline in front ends a torn line, and readers skip what
# is not JSON.
append_pending() {
  case $fsync_way in
    sync) printf %s "$pending" >>"$journal" && sync "$journal" ;;
    dd) printf %s "$pending" | dd of="$journal" oflag=append conv=notrunc,fsync 2>/dev/null ;;
    *) printf %s "$pending" >>"$journal" && sync ;;
  esac
}
commit() {
  [ -n "$pending" ] || return 0
  if ! append_pending 2>/dev/null; then
    rm -f -- "$run_directory/reserve"
    pending="$newline$pending"
    if ! append_pending; then
      printf 'the journal %s cannot be written\n' "$journal" >&2
      halted='the journal on the host could not be written (disk full or read-only)'
      outcome=failed
      return 1
    fi
  fi
  printf %s "$pending"
  pending=
}

note() { clock; entry run.note '' "$1"; commit; }
