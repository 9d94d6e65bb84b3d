import { certificateProblem } from '../../domain/certificate.ts';
import type { Channel } from './channel.ts';
import { openBroker } from './mqtt-broker.ts';

/**
 * Figures for Home Assistant, and for whatever else listens on an MQTT broker. It gets no messages: a connection is kept open
 * (lib/usecases/home-assistant), so that the broker itself tells when Bilge is gone. A test only looks whether the broker lets us in.
 */
export default {
  id: 'mqtt',
  title: 'MQTT (Home Assistant)',
  updates: 'none',
  keepsOpen: true,
  fields: [
    {
      name: 'url',
      label: 'Broker',
      hint: 'mqtt://homeassistant.lan, or mqtts:// with TLS',
      type: 'text',
      isRequired: true,
      check: checkBroker,
    },
    { name: 'user', label: 'User', type: 'text', isRequired: false },
    { name: 'password', label: 'Password', type: 'secret', isRequired: false },
    {
      name: 'ca',
      label: 'Certificate of a private authority (PEM)',
      type: 'long-text',
      isRequired: false,
      check: certificateProblem,
    },
    {
      name: 'prefix',
      label: 'Discovery prefix',
      type: 'text',
      isRequired: true,
      default: 'homeassistant',
      check: (value) => (/^[\w-]+(?:\/[\w-]+)*$/.test(value) ? null : 'is letters, digits, - and _, with / between'),
    },
  ],
  async send({ values, signal, key }) {
    const broker = await openBroker(values, { clientId: `bilge-test-${key}`.slice(0, 40), will: null, signal });
    await broker.close();
    return { ok: true };
  },
} satisfies Channel;

function checkBroker(value: string): string | null {
  if (!URL.canParse(value)) return 'is no address; it begins with mqtt:// or mqtts://';
  const { protocol, username, password, hostname, pathname } = new URL(value);
  if (protocol !== 'mqtt:' && protocol !== 'mqtts:') return 'begins with mqtt:// or mqtts://';
  if (username !== '' || password !== '') return 'has a user or password in it; there are fields for those';
  return hostname === '' || !['', '/'].includes(pathname) ? 'is a name and a port, and no more' : null;
}
