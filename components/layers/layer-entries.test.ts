import { describe, expect, it } from 'vitest';
import { type Fact, known, unknown } from '@/lib/domain/fact';
import { unreferencedCounts, unreferencedTotal } from '@/lib/domain/unreferenced';
import { judgeRecording, readRecording, recordedNames } from '../../test/states/recorded-states.ts';
import { buildReport, synologyReport } from '../testing/fixtures.ts';
import { entryCount, layerTableData, unreferencedEntries } from './layer-entries.ts';
import { isSelectable } from './layer-words.ts';

/** The very counts that used to differ: chip, tab, what a selection takes, finding and plan. */
describe.each(recordedNames())('the counts of %s', (name) => {
  const { facts, storage } = (({ facts, measurements, lookedBefore }) => ({
    facts,
    storage: judgeRecording({ facts, measurements, lookedBefore }).storage,
  }))(readRecording(name));
  const listOf = <T>(fact: Fact<T[]>): T[] => (fact.state === 'known' ? fact.value : []);
  const [layers, leaks, subvolumes] = [listOf(storage.layers), listOf(storage.leaks), listOf(storage.subvolumes)];
  const report = { ...buildReport, filesystems: listOf(facts.sections.filesystems), layers, leaks, subvolumes };
  const data = layerTableData(report);

  it('are one number with its parts', () => {
    const chip = data.entries.filter(({ kind }) => kind === 'orphan').length;
    const counts = unreferencedEntries(data);
    expect(unreferencedTotal(counts)).toBe(chip);
    expect(counts).toEqual(unreferencedCounts(layers, leaks));
    expect(data.entries.filter(isSelectable).length).toBe(counts.quarantine + counts.docker);
    expect(entryCount(report)).toBe(data.entries.length);
  });
});

describe('layerTableData', () => {
  it('has one entry for each layer, and sends a proof that many share only once', () => {
    const data = layerTableData(buildReport);
    expect(data.entries).toHaveLength(buildReport.layers.length);
    expect(data.leaks).toHaveLength(buildReport.leaks.length);
    expect(data.proofs).toHaveLength(2);
    expect(data.isSubvolumes).toBe(false);
  });

  it('offers for removal only what is proven and can go while Docker runs', () => {
    const { entries } = layerTableData(buildReport);
    const selectable = entries.filter(isSelectable);
    expect(selectable).toHaveLength(buildReport.leaks.filter((leak) => leak.state === 'orphan').length);
    expect(selectable.some((entry) => entry.state !== 'orphan')).toBe(false);
  });

  it('never makes a size out of an unknown one', () => {
    const { entries, unknowns } = layerTableData(buildReport);
    const unmeasured = entries.filter((entry) => entry.exclusiveBytes === null);
    expect(unmeasured.length).toBeGreaterThan(0);
    for (const entry of unmeasured) expect(unknowns[entry.exclusiveWhy]?.reason).toBe('timed-out');
  });

  it('lists leaks that are no subvolume of the driver too, and does not offer them here', () => {
    const { entries } = layerTableData(synologyReport);
    const nested = entries.find((entry) => entry.id.startsWith('nested-docker-root'));
    expect(nested).toBeDefined();
    expect(nested && isSelectable(nested)).toBe(false);
  });

  it('shows what was measured of a layer where btrfs tells no exclusive size', () => {
    const subvolume = synologyReport.subvolumes[1];
    if (!subvolume) throw new Error('the fixture has subvolumes');
    const name = subvolume.path.slice(subvolume.path.lastIndexOf('/') + 1);
    const withoutQuotas = { ...subvolume, exclusiveBytes: unknown('no-capability', 'quotas are off') };
    const layer = { ...synologyReport.layers[0], name, bytes: known(4096) };
    const report = {
      ...synologyReport,
      subvolumes: [withoutQuotas],
      layers: [layer as (typeof synologyReport.layers)[number]],
    };
    expect(layerTableData(report).entries[0]?.exclusiveBytes).toBe(4096);
  });
});
