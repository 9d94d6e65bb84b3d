# ---- Arguments and state -------------------------------------------------------------------------------------------
# sh SCRIPT                              run it here, now
# sh SCRIPT --check                      check identity and lock only; change nothing
# --directory DIR                        the run directory, if the dashboard created one
# --holder NAME                          who runs it, as written into the lock
# --detached                             print nothing; errors go to the file stderr beside the journal
# --buildkit PAGESIZE:SHA256             checksum of the BuildKit snapshots.db that the plan was checked against
LC_ALL=C
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
bilge_set_path
unset CDPATH ENV DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION
umask 077
set -u

run_directory=
run_holder="by hand ($(id -un 2>/dev/null || id -u) on $(uname -n))"
buildkit_proof=
check_only=no
detached=no
while [ $# -gt 0 ]; do
  case $1 in
    --directory) run_directory=${2:-}; shift ;;
    --holder) run_holder=${2:-}; shift ;;
    --buildkit) buildkit_proof=${2:-}; shift ;;
    --check) check_only=yes ;;
    --detached) detached=yes ;;
    *) printf 'unknown argument: %s\n' "$1" >&2; exit 2 ;;
  esac
  shift
done

journal=/dev/null
pending=
seq=0
halted=
outcome=succeeded
outcome_said=
counts_done=0
counts_refused=0
counts_failed=0
undo_stack=
is_volatile=false
lock_held=
newline='
'
