// A second process for the tests of several: `node many-writes.ts DIRECTORY NAME COUNT` opens the store, says so, and writes.
import { openStore } from '../open-store.ts';

const [directory = '', name = '', count = '0'] = process.argv.slice(2);
const store = openStore({ dataDirectory: directory });
let used = 0;
for (let n = 1; n <= Number(count); n += 1) {
  const at = new Date().toISOString();
  store.audit.append({
    at,
    actorKind: 'cli',
    actor: name,
    action: 'write',
    subject: String(n),
    hostId: null,
    result: 'ok',
    detail: {},
  });
  if (store.plans.transition(`plan_${n}`, 'proposed', 'used')) used += 1;
}
store.hosts.secrets('host_a');
store.close();
console.log(JSON.stringify({ name, used }));
