import net, { type AddressInfo, type Server } from 'node:net';
import { Aedes } from 'aedes';
import { expect, it, onTestFinished } from 'vitest';
import { cli } from '../../access/testing/temporary-access.ts';
import { newId } from '../../domain/ids.ts';
import { addChannel, changeChannel, removeChannel } from '../alerts/channels.ts';
import { sendHeartbeats } from '../alerts/heartbeats.ts';
import { testChannel } from '../alerts/test-channel.ts';
import type { Application } from '../core/application.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { startHomeAssistant } from './home-assistant.ts';

interface RealBroker {
  port: number;
  /** what the broker keeps for who comes later */
  retained: Map<string, string>;
  /** every message, with what it was */
  told: string[];
  clients: number;
  /** the network, not a goodbye */
  cut(): void;
  close(): Promise<void>;
}

/** A real broker on this machine that wants a password. */
async function realBroker(port = 0): Promise<RealBroker> {
  const aedes = await Aedes.createBroker({
    authenticate: (_client, user, password, done) =>
      done(null, user === 'bilge' && String(password) === 'canary-right'),
  });
  const server: Server = net.createServer(aedes.handle);
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const broker: RealBroker = {
    port: (server.address() as AddressInfo).port,
    retained: new Map(),
    told: [],
    clients: 0,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
  aedes.on('clientReady', () => (broker.clients += 1));
  aedes.on('clientDisconnect', () => (broker.clients -= 1));
  aedes.on('publish', ({ topic, payload, retain }) => {
    if (topic.startsWith('$SYS')) return;
    const text = payload.toString();
    broker.told.push(`${topic} ${text}`);
    if (!retain) return;
    if (text === '') broker.retained.delete(topic);
    else broker.retained.set(topic, text);
  });
  return broker;
}

function started(app: Application): () => Promise<void> {
  const stop = startHomeAssistant(app, { firstWaitMs: 50 });
  onTestFinished(stop);
  return stop;
}

const values = (port: number, password = 'canary-right') => ({
  url: `mqtt://127.0.0.1:${port}`,
  user: 'bilge',
  password,
});
const statusOf = (broker: RealBroker, id: string) => broker.retained.get(`bilge/${id}/status`);

it('tells one device for each host, what changed after a scan, and takes back a host that went', async () => {
  const broker = await realBroker();
  onTestFinished(() => broker.close());
  const app = temporaryApplication({ BILGE_URL: 'https://bilge.lan' });
  const nas = storedHost(app, 'ssh://root@nas.lan');
  app.store.hosts.add({ ...nas, id: newId('host'), name: 'demo', url: 'demo:nas' }, {});
  const { id } = await addChannel(app, cli, 'mqtt', { name: 'home', values: values(broker.port), rules: {} });
  started(app);
  await expect.poll(() => statusOf(broker, id)).toBe('online');
  const config = `homeassistant/device/bilge_${nas.id}/config`;
  expect([...broker.retained.keys()].filter((topic) => topic.startsWith('homeassistant/'))).toEqual([config]);
  const device = JSON.parse(broker.retained.get(config) ?? '{}');
  expect(device).toMatchObject({
    device: { identifiers: [`bilge_${nas.id}`], configuration_url: `https://bilge.lan/hosts/${nas.id}` },
    origin: { name: 'Bilge' },
    availability: [{ topic: `bilge/${id}/status` }],
    state_topic: `bilge/${id}/${nas.id}/state`,
    components: {
      freeBytes: { platform: 'sensor', device_class: 'data_size', unique_id: `bilge_${nas.id}_freeBytes` },
    },
  });
  const state = () => JSON.parse(broker.retained.get(`bilge/${id}/${nas.id}/state`) ?? 'null');
  expect(state(), 'never scanned: unknown, not 0').toMatchObject({ freeBytes: null, critical: null, reachable: null });
  const before = broker.told.length;
  app.store.hostStates.put(nas.id, { state: 'unreachable', at: app.now().toISOString(), problem: null });
  app.events.publish({ type: 'host', hostId: nas.id });
  await expect.poll(() => state().reachable).toBe('OFF');
  expect(broker.told.length - before, 'only what changed').toBe(1);

  app.store.hosts.remove(nas.id);
  app.events.publish({ type: 'hosts' });
  await expect.poll(() => [...broker.retained.keys()]).toEqual([`bilge/${id}/status`]);
  expect(app.store.channels.health(id)).toMatchObject({ failures: 0, lastSuccessAt: expect.any(String) });
  await sendHeartbeats(app);
  expect(broker.clients, 'it is not pinged besides').toBe(1);
});

it('says goodbye, and is called gone by the broker where it cannot', async () => {
  const broker = await realBroker();
  onTestFinished(() => broker.close());
  const app = temporaryApplication();
  const { id } = await addChannel(app, cli, 'mqtt', { name: 'home', values: values(broker.port), rules: {} });
  const stop = started(app);
  await expect.poll(() => statusOf(broker, id)).toBe('online');
  broker.cut();
  await expect.poll(() => broker.told).toContain(`bilge/${id}/status offline`);
  await expect.poll(() => statusOf(broker, id)).toBe('online');
  await stop();
  await expect.poll(() => statusOf(broker, id)).toBe('offline');
});

it('a broker that is down, or refuses, is told on the channel; it is found again, and removed devices go', async () => {
  const first = await realBroker();
  const app = temporaryApplication();
  const nas = storedHost(app, 'ssh://root@nas.lan');
  const made = await addChannel(app, cli, 'mqtt', {
    name: 'home',
    values: values(first.port, 'canary-wrong'),
    rules: {},
  });
  started(app);
  const health = () => app.store.channels.health(made.id);
  await expect.poll(() => health().lastFailure).toMatch(/not authorized/i);
  expect(JSON.stringify([health(), app.store.audit.list({ limit: 50 })])).not.toContain('canary');
  expect(await testChannel(app, cli, 'home')).toMatchObject({
    sent: false,
    why: expect.stringMatching(/not authorized/i),
  });
  await changeChannel(app, cli, 'home', { values: { password: 'canary-right' } });
  await expect.poll(() => statusOf(first, made.id), { timeout: 20_000 }).toBe('online');
  expect(await testChannel(app, cli, 'home')).toMatchObject({ sent: true });
  await first.close();
  app.events.publish({ type: 'hosts' });
  await expect.poll(() => health().lastFailure, { timeout: 20_000 }).toMatch(/ECONNREFUSED|closed|lost/);
  // Back at the same place: without anyone asking, what is retained is told again.
  const second = await realBroker(first.port);
  onTestFinished(() => second.close());
  await expect.poll(() => statusOf(second, made.id), { timeout: 30_000 }).toBe('online');
  expect([...second.retained.keys()]).toContain(`homeassistant/device/bilge_${nas.id}/config`);
  await removeChannel(app, cli, 'home');
  await expect.poll(() => second.retained.size, { timeout: 20_000 }).toBe(0);
});
