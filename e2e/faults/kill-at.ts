import type { Plan } from '../../lib/domain/plan.ts';
import { scriptDigest } from '../../lib/runs/compile.ts';

/**
 * The script of a plan, made to kill itself with SIGKILL at its Nth boundary. A boundary is every place where something has just become
 * true on the host: journal lines were written, an effect was performed but not yet looked at, and the places inside an effect
 * where it is half done. The kill comes from inside because only there it hits the boundary and not its neighbourhood.
 */
export function killedAt(plan: Plan, boundary: number): Plan {
  const script = instrumented(plan.script, boundary);
  return { ...plan, script, digest: scriptDigest(script) };
}

const after: readonly string[] = [
  '    "op_$2_perform" "$1"\n',
  // set aside: notes written; moved, links still there; links gone
  '  "$1" write_note\n',
  '  errors=$("$1" line_out | rename_lines 2>&1)\n',
  // put back: moved, no links yet
  '  errors=$("$1" line_restore | rename_lines 2>&1)\n',
  // the engine has taken a chain up and not yet let go of it
  '"$docker" -H "$docker_host" load 2>&1) || { failed "$1" "Docker did not take the layers up: $errors"; return; }\n',
  // a dead mount: Docker is down; its record gone, its layers still there
  '  if docker_stop; then\n',
  '2>/dev/null || rm -rf -- "${layer_database:?}/mounts/$entry_name"\n',
];

function instrumented(script: string, boundary: number): string {
  const body = after.reduce((text, anchor) => text.replaceAll(anchor, () => `${anchor}boundary\n`), script);
  return body.replace('\ncommit() {\n', '\ncommit_really() {\n').replace(
    '\nnote() {',
    () => `
boundary_number=0
boundary() {
  boundary_number=$((boundary_number + 1))
  printf '%s\\n' "$boundary_number" >"$run_directory/boundaries"
  if [ "$boundary_number" -eq ${boundary} ]; then kill -KILL $$; fi
}
commit() { commit_really || return 1; boundary; }
note() {`,
  );
}
