import type { ThinPool } from '../../../domain/health-facts.ts';
import { failure } from '../records.ts';

/** `  docker|thinpool|twi-aot---|85899345920|23.51|0.12`, one line per volume, pools among them. */
export function parseThinPools(bytes: Buffer): ThinPool[] {
  const pools: ThinPool[] = [];
  for (const line of bytes.toString('utf8').split('\n')) {
    if (line.trim() === '') continue;
    const [volumeGroup, name, attributes, size, data, metadata, ...rest] = line.trim().split('|');
    if (
      volumeGroup === undefined ||
      name === undefined ||
      attributes === undefined ||
      !/^[\w-]{6,10}$/.test(attributes) ||
      rest.length > 0
    ) {
      throw failure('lvs', 'a line has another form', line);
    }
    if (!attributes.startsWith('t')) continue;
    pools.push({
      volumeGroup,
      name,
      attributes,
      sizeBytes: numberOf(size),
      dataPercent: numberOf(data),
      metadataPercent: numberOf(metadata),
    });
  }
  return pools;
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : null;
}
