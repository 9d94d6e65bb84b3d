/**
 * Podman answers Docker's API under its own version numbers (2.0 and newer), with its own storage library below. Docker went
 * from 1.13 to 17.03: no engine of Docker ever had a major version from 2 to 16.
 */
export function isPodmanEngine(engine: { components: readonly string[]; version: string; dataRoot: string }): boolean {
  const major = Number(/^(\d{1,3})\./.exec(engine.version)?.[1] ?? Number.NaN);
  return (
    engine.components.some((name) => /podman/i.test(name)) ||
    /\/containers\/storage(?:\/|$)/.test(engine.dataRoot) ||
    (major >= 2 && major <= 16)
  );
}
