/**
 * `node lab/platforms/up.ts [kinds…]`: starts simulated platforms, prints how to reach them, keeps them until Ctrl-C.
 */
import { labAvailable, stopAll } from '../lab.ts';
import { isPlatformKind, platformKindNames } from './platform-kinds.ts';
import { startPlatform } from './start-platform.ts';

const lab = await labAvailable();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !isPlatformKind(name));
if (!lab.ok || unknown.length > 0) {
  console.error(
    lab.ok ? `No such platform: ${unknown.join(', ')}. There are: ${platformKindNames.join(', ')}` : lab.reason,
  );
  process.exit(1);
}
try {
  for (const kind of asked.length > 0 ? asked.filter(isPlatformKind) : platformKindNames) {
    const startedAt = Date.now();
    const { host, settings } = await startPlatform(kind);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    console.info(
      `${kind} (${host.name}, ${seconds} s)\n  ${host.url}\n  key ${host.keyFile}\n  host key ${host.hostKeyFingerprint}`,
    );
    if (host.sudoPassword !== undefined) console.info(`  sudo password: ${host.sudoPassword}`);
    console.info(`  stop:  ${settings.stop}\n  start: ${settings.start}\n`);
  }
} catch (error) {
  await stopAll();
  throw error;
}
console.info('Ctrl-C removes them.');
// The hosts are other processes: something has to keep this one.
setInterval(() => undefined, 60_000);
