import { describe, expect, it } from 'vitest';
import { conditionsOf, expiryOf, isFlat, isUnknownLabel, usesOf } from './gc-labels.ts';

const gc = (name: string) => `containerd.io/gc.${name}`;

describe('labels of the collector', () => {
  it('tells those of a newer collector, and leaves labels alone that are not the collector’s', () => {
    const known = [
      'root',
      'root/x',
      'flat',
      'expire',
      'ref.content',
      'ref.content.l.0',
      'ref.image/1',
      'bref.container',
      'cond.snapshot.overlayfs/x',
      'cond.value-usedat',
      'ref.snapshot.overlayfs',
      'bref.snapshot.native/x',
    ];
    expect(known.filter((name) => isUnknownLabel(gc(name)))).toEqual([]);
    const unknown = [
      'ref.mount',
      'flatter',
      'ref.contents',
      'bref.task',
      'expires',
      'cond.content',
      'snapshot.overlayfs',
    ];
    expect(unknown.filter((name) => !isUnknownLabel(gc(name)))).toEqual([]);
    expect(isUnknownLabel('containerd.io/distribution.source.docker.io')).toBe(false);
  });

  it('takes the times that containerd takes, with seconds or nanoseconds, and no others', () => {
    expect(expiryOf({ [gc('expire')]: '2026-11-20T12:00:00Z' })).toBe(Date.parse('2026-11-20T12:00:00Z'));
    expect(expiryOf({ [gc('expire')]: '2026-11-20T12:00:00.123456789+02:00' })).toBe(
      Date.parse('2026-11-20T10:00:00.123Z'),
    );
    for (const text of ['2026', '2026-11-20', '20 Nov 2026', '2026-11-20 12:00:00Z', '2026-99-20T12:00:00Z', ''])
      expect(expiryOf({ [gc('expire')]: text })).toBeNull();
    expect(isFlat({ [gc('flat')]: '' })).toBe(true);
  });

  it('meets a condition by the time of use of the snapshot', () => {
    const [day] = conditionsOf({ [gc('cond.snapshot.overlayfs/a')]: 'usedat<24h|key|with bar' });
    expect(day?.snapshot).toBe('overlayfs/key|with bar');
    const [used = 0] = usesOf({ [gc('cond.value-usedat')]: '2026-11-20T12:00:00Z' });
    expect([day?.isMet(used, used + 3_600_000), day?.isMet(used, used + 90_000_000)]).toEqual([true, false]);
    const [older] = conditionsOf({ [gc('cond.snapshot.overlayfs')]: 'usedat>1h30m|k' });
    expect([older?.isMet(0, 5_400_000), older?.isMet(0, 5_400_001)]).toEqual([false, true]);
    for (const value of ['usedat=24h|k', 'size<1|k', 'usedat<1|k', 'usedat<24h'])
      expect(conditionsOf({ [gc('cond.snapshot.overlayfs')]: value })).toEqual([]);
  });
});
