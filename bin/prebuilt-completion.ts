import fs from 'node:fs';

/**
 * The completion script that the bundler wrote beside the bundle (`scripts/bundle-cli.mjs`), so that a shell's start does not
 * wait for every command to load. Null when running from source, or for any other arguments.
 */
export function prebuiltCompletion(args: string[]): string | null {
  const [command, shell, ...more] = args;
  if (command !== 'completion' || more.length > 0 || !/^(bash|zsh|fish)$/.test(shell ?? '')) return null;
  const file = new URL(`./completions/${shell}`, import.meta.url);
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
}
