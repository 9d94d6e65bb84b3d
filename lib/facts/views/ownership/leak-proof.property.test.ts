import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknown } from '../../../domain/fact.ts';
import type { HostFacts, SectionId } from '../../../domain/host-facts.ts';
import { knownValue } from '../../testing/captured-scan.ts';
import { leaksOf, reportOf } from '../testing/conclusions.ts';
import { DockerHost } from '../testing/docker-host.ts';
import { historyArbitrary } from '../testing/random-host.ts';
import { lowerClosure } from './lower-closure.ts';
import { ownershipSections } from './ownership-facts.ts';

const runs = { numRuns: 300 };

describe('over random histories of a host', () => {
  it('no directory that somebody needs is ever an orphan, and every planted leak is found', () => {
    fc.assert(
      fc.property(historyArbitrary, ({ host, needed, planted, plantedYoung }) => {
        const states = new Map(leaksOf(host.facts()).map((leak) => [leak.name, leak.state]));
        for (const name of needed) if (states.get(name) === 'orphan') throw new Error(`${name} is needed`);
        for (const name of planted) expect([name, states.get(name)]).toEqual([name, 'orphan']);
        for (const name of plantedYoung) expect([name, states.get(name)]).toEqual([name, 'too-young']);
      }),
      runs,
    );
  });

  it('with Docker stopped the same holds, and age no longer matters', () => {
    fc.assert(
      fc.property(historyArbitrary, ({ host, needed, planted, plantedYoung }) => {
        host.isStopped = true;
        const orphans = new Set(
          leaksOf(host.facts())
            .filter(({ state }) => state === 'orphan')
            .map(({ name }) => name),
        );
        for (const name of needed) {
          const dead = host.mounts.some(
            (mount) => mount.mountId === name && !host.containers.some(({ id }) => id === mount.name),
          );
          if (!dead) expect(orphans.has(name)).toBe(false);
        }
        for (const name of [...planted, ...plantedYoung]) expect(orphans.has(name)).toBe(true);
      }),
      runs,
    );
  });

  it('with any needed section unknown the leaks are unknown, with that section’s own words', () => {
    const sections: SectionId[] = [...ownershipSections, 'engine', 'containers', 'images', 'volumesOnDisk'];
    fc.assert(
      fc.property(historyArbitrary, fc.constantFrom(...sections), ({ host }, section) => {
        const leaks = reportOf(without(host.facts(), section)).leaks;
        expect(leaks).toEqual({ state: 'unknown', reason: 'timed-out', detail: `${section} did not come back` });
      }),
      runs,
    );
  });

  it('on btrfs the subvolumes are needed as well', () => {
    const host = new DockerHost('btrfs');
    host.directory(host.hex());
    expect(reportOf(without(host.facts(), 'btrfs')).leaks.state).toBe('unknown');
  });

  it('the closure of a closure is itself', () => {
    fc.assert(
      fc.property(historyArbitrary, fc.nat(5), ({ host }, pick) => {
        const driverDirectories = knownValue(host.facts().sections.driverDirectories);
        const roots = host.entries.filter((_, index) => index % (pick + 1) === 0).map((entry) => entry.name);
        const once = lowerClosure(driverDirectories, roots);
        const all = [...roots, ...once.keptBelow.keys()];
        const twice = lowerClosure(driverDirectories, all);
        expect([...twice.keptBelow.keys()].filter((name) => !all.includes(name))).toEqual([]);
      }),
      runs,
    );
  });

  it('a link of a kept layer that leads nowhere refuses everything', () => {
    fc.assert(
      fc.property(historyArbitrary, fc.nat(), ({ host, needed }, pick) => {
        const standing = host.entries.filter((entry) => needed.has(entry.name) && (entry.lower?.length ?? 0) > 0);
        const entry = standing[pick % Math.max(standing.length, 1)];
        const link = entry?.lower?.[0];
        fc.pre(host.driver === 'overlay2' && link !== undefined);
        if (pick % 2 === 0) delete host.links[link];
        else host.links[link] = 'a-directory-that-is-not-there';
        const report = reportOf(host.facts());
        expect(report.leaks.state).toBe('unknown');
        expect(report.refusals.map(({ code }) => code)).toContain('broken-lower-link');
      }),
      runs,
    );
  });

  it('every ledger adds up to the used bytes exactly, or to what its estimates say where they overlap', () => {
    fc.assert(
      fc.property(historyArbitrary, fc.nat(20_000_000), ({ host }, usedBytes) => {
        const filesystems = knownValue(host.facts().sections.filesystems);
        host.sections.filesystems = filesystems.map((filesystem) => ({ ...filesystem, usedBytes }));
        const ledger = knownValue(reportOf(host.facts()).ledger);
        const sumOf = (rows: typeof ledger) =>
          rows.reduce((total, { bytes }) => total + (bytes.state === 'known' ? bytes.value : 0), 0);
        const estimates = sumOf(ledger.filter(({ row }) => row !== 'unaccounted' && row !== 'not-docker'));
        expect(sumOf(ledger)).toBe(Math.max(usedBytes, estimates));
      }),
      runs,
    );
  });
});

describe('10,000 layers', () => {
  // How long it takes is measured by `npm run bench`.
  it('are judged, every one of them', () => {
    const host = new DockerHost('overlay2');
    for (let stack = 0; stack < 500; stack += 1) {
      let lower: string | null = null;
      for (let depth = 0; depth < 20; depth += 1) {
        lower = host.directory(host.short(), { lower });
        if (stack % 2 === 0) host.chain(host.hex(), depth === 0 ? null : (host.chains.at(-1)?.name ?? null), lower);
      }
    }
    const report = reportOf(host.facts());
    expect(report.leaks.state === 'known' && report.leaks.value.length).toBe(10_000);
  });
});

function without(facts: HostFacts, section: SectionId): HostFacts {
  const gone = unknown('timed-out', `${section} did not come back`);
  return { ...facts, sections: { ...facts.sections, [section]: gone } };
}
