/** For a person: what to do where no helper container can be created. `needed`: the capabilities that it is given. */
export function cure(why: string, needed: readonly string[]): string {
  const short = why.slice(0, 400);
  if (/no space left/i.test(why))
    return 'the disk is full, so no container can be created. Add the host by SSH instead.';
  if (/unable to apply caps|capabilit/i.test(why))
    return `the machine does not grant the capabilities it needs (${needed.join(', ')}): ${short}`;
  if (/authorization|denied by|read.?only|403/i.test(why))
    return `a socket proxy or an authorization plugin does not allow it: ${short}`;
  return short;
}
