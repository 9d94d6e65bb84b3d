// The list of software in a package (SBOM, CycloneDX), as npm writes it from package-lock.json, but the same each time: npm puts a random
// number and the present time into it.
import { createHash } from 'node:crypto';

/** @param {string} text what `npm sbom` printed */
export function softwareList(text, { lock, made }) {
  const list = JSON.parse(text);
  const hash = createHash('sha256').update(lock).digest('hex');
  const [a, b, c, d, e] = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(13, 16),
    hash.slice(17, 20),
    hash.slice(20, 32),
  ];
  list.serialNumber = `urn:uuid:${a}-${b}-4${c}-8${d}-${e}`;
  list.metadata.timestamp = new Date(made * 1000).toISOString();
  return `${JSON.stringify(list, null, 1)}\n`;
}
