// `node hold-lock.ts DIRECTORY` takes the server's lock, says so, and waits to be killed.
import { acquireServerLock } from '../database/server-lock.ts';

acquireServerLock(process.argv[2] ?? '');
console.log('held');
setInterval(() => {}, 60_000);
