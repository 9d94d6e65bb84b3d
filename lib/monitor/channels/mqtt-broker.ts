import { isIP } from 'node:net';
import type { MqttClient } from 'mqtt';
import { allowedAddress } from './send-http.ts';

/** A connection to an MQTT broker. Everything sent is retained and acknowledged (QoS 1), or it was not sent. */
export interface Broker {
  publish(topic: string, payload: string, signal: AbortSignal): Promise<void>;
  /** settled once the connection is gone, whoever ended it */
  gone: Promise<void>;
  close(): Promise<void>;
}

export interface BrokerAsk {
  clientId: string;
  /** what the broker tells the others when we are gone without a goodbye */
  will: { topic: string; payload: string } | null;
  signal: AbortSignal;
}

/** Rejects with what the broker or the network says. Never waits longer than the signal allows, and tries once. */
export async function openBroker(
  values: Readonly<Record<string, string>>,
  { clientId, will, signal }: BrokerAsk,
): Promise<Broker> {
  // Loaded when there is a broker: most dashboards have none.
  const { connect } = await import('mqtt');
  const url = new URL(values.url ?? '');
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const isTls = url.protocol === 'mqtts:';
  // Connected by address, so that the address which was judged is the one that is used; the certificate is judged by the name.
  const host = await allowedAddress(name);
  signal.throwIfAborted();
  const client = connect({
    host,
    port: Number(url.port) || (isTls ? 8883 : 1883),
    protocol: isTls ? 'mqtts' : 'mqtt',
    ...(isTls && isIP(name) === 0 ? { servername: name } : {}),
    ...(values.ca ? { ca: values.ca } : {}),
    ...(values.user ? { username: values.user, password: values.password ?? '' } : {}),
    ...(will === null ? {} : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true } }),
    clientId,
    clean: true,
    keepalive: 60,
    // When it is tried again is decided by who keeps the connection.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
  });
  const gone = new Promise<void>((resolve) => client.once('close', resolve));
  await connected(client, signal);
  return {
    gone,
    publish: (topic, payload, limit) => acknowledged(client, gone, topic, payload, limit),
    close: () => new Promise((resolve) => client.end(false, {}, () => resolve())),
  };
}

function connected(client: MqttClient, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', late);
      client.end(true);
      reject(error);
    };
    const late = (): void => fail(new Error('the broker did not answer in time'));
    // Stays for the life of the client: an error that no one listens to would end the process.
    client.on('error', (error) => fail(error instanceof AggregateError ? (error.errors[0] ?? error) : error));
    client.once('close', () => fail(new Error('the broker closed the connection')));
    client.once('connect', () => {
      signal.removeEventListener('abort', late);
      resolve();
    });
    signal.addEventListener('abort', late, { once: true });
  });
}

async function acknowledged(
  client: MqttClient,
  gone: Promise<void>,
  topic: string,
  payload: string,
  signal: AbortSignal,
): Promise<void> {
  const lost = gone.then(() => {
    throw new Error('the connection to the broker was lost');
  });
  lost.catch(() => {});
  let late = (): void => {};
  const tooLate = new Promise<never>((_, reject) => {
    late = () => reject(new Error('the broker did not acknowledge in time'));
    signal.addEventListener('abort', late, { once: true });
  });
  try {
    await Promise.race([client.publishAsync(topic, payload, { qos: 1, retain: true }), lost, tooLate]);
  } finally {
    signal.removeEventListener('abort', late);
  }
}
