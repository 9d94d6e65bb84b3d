/** What Home Assistant is told of one Docker host: a device with its entities, and their values. Pure. */
export interface HostFigures {
  hostId: string;
  name: string;
  engine: string | null;
  /** of the filesystem with Docker's data; null: unknown */
  freeBytes: number | null;
  usedPercent: number | null;
  reclaimableBytes: number | null;
  leakedBytes: number | null;
  critical: number | null;
  warning: number | null;
  info: number | null;
  lastScan: string | null;
  isReachable: boolean | null;
}

export interface Place {
  /** of discovery, `homeassistant` by default */
  prefix: string;
  /** one dashboard's own topics: two of them on one broker do not meet */
  channelId: string;
}

export const statusTopic = ({ channelId }: Place): string => `bilge/${channelId}/status`;
const stateTopic = ({ channelId }: Place, hostId: string): string => `bilge/${channelId}/${hostId}/state`;
const configTopic = ({ prefix }: Place, hostId: string): string => `${prefix}/device/bilge_${hostId}/config`;

export interface Published {
  topic: string;
  payload: string;
}

/** An empty payload takes a retained one back, and the device with it. */
export function withdrawn(place: Place, hostId: string): Published[] {
  return [configTopic(place, hostId), stateTopic(place, hostId)].map((topic) => ({ topic, payload: '' }));
}

export function published(
  place: Place,
  figures: HostFigures,
  about: { version: string; link: string | null },
): Published[] {
  const { hostId } = figures;
  return [
    { topic: configTopic(place, hostId), payload: JSON.stringify(deviceOf(place, figures, about)) },
    { topic: stateTopic(place, hostId), payload: JSON.stringify(stateOf(figures)) },
  ];
}

/** A value that is unknown is null, which Home Assistant shows as unknown; never 0. */
function stateOf({ hostId: _, name: __, engine: ___, isReachable, ...figures }: HostFigures): Record<string, unknown> {
  return { ...figures, reachable: isReachable === null ? null : isReachable ? 'ON' : 'OFF' };
}

const bytes = {
  device_class: 'data_size',
  unit_of_measurement: 'B',
  suggested_unit_of_measurement: 'GiB',
  state_class: 'measurement',
};
const count = { state_class: 'measurement' };
const entities: Record<string, Record<string, string>> = {
  freeBytes: { name: 'Free', ...bytes },
  usedPercent: { name: 'Used', unit_of_measurement: '%', state_class: 'measurement', icon: 'mdi:harddisk' },
  reclaimableBytes: { name: 'Reclaimable', ...bytes },
  leakedBytes: { name: 'Leaked', ...bytes },
  critical: { name: 'Critical findings', ...count },
  warning: { name: 'Warnings', ...count },
  info: { name: 'Infos', ...count },
  lastScan: { name: 'Last scan', device_class: 'timestamp', entity_category: 'diagnostic' },
  reachable: {
    name: 'Reachable',
    platform: 'binary_sensor',
    device_class: 'connectivity',
    entity_category: 'diagnostic',
  },
};

function deviceOf(
  place: Place,
  { hostId, name, engine }: HostFigures,
  { version, link }: { version: string; link: string | null },
): Record<string, unknown> {
  const components = Object.entries(entities).map(([key, entity]) => [
    key,
    {
      platform: 'sensor',
      ...entity,
      unique_id: `bilge_${hostId}_${key}`,
      value_template: `{{ value_json.${key} }}`,
    },
  ]);
  return {
    device: {
      identifiers: [`bilge_${hostId}`],
      name: `${name} Docker storage`,
      manufacturer: 'Bilge',
      ...(engine === null ? {} : { model: `Docker ${engine}` }),
      ...(link === null ? {} : { configuration_url: link }),
    },
    origin: { name: 'Bilge', sw_version: version },
    components: Object.fromEntries(components),
    availability: [{ topic: statusTopic(place) }],
    state_topic: stateTopic(place, hostId),
    qos: 1,
  };
}
