import { describe, expect, it } from 'vitest';
import { known } from '../domain/fact.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import type { PlatformFacts } from '../domain/platform-facts.ts';
import { collectUntilSettled } from './collect-until-settled.ts';
import { DockerHost } from './views/testing/docker-host.ts';

function calm(): HostFacts {
  const host = new DockerHost();
  host.image('app:1');
  return host.facts();
}

/** An image that Docker lists and the disk does not have (yet). */
function inAChange(): HostFacts {
  const facts = calm();
  if (facts.sections.images.state === 'unknown') throw new Error('the model knows its images');
  const [image] = facts.sections.images.value;
  if (image === undefined) throw new Error('the model has an image');
  facts.sections.images.value.push({ ...image, id: `sha256:${'f'.repeat(64)}` });
  return facts;
}

async function scans(...answers: HostFacts[]): Promise<{ facts: HostFacts; asked: number; paused: number[] }> {
  const paused: number[] = [];
  let asked = 0;
  const collect = async () => answers[Math.min(asked++, answers.length - 1)] as HostFacts;
  const facts = await collectUntilSettled(collect, async (ms) => paused.push(ms));
  return { facts, asked, paused };
}

/** Docker was asked for its containers, then somebody made this one. */
function withNewborn(secondsOld: number, isHelper?: true): HostFacts {
  const host = new DockerHost();
  host.container('web', host.image('app:1'));
  const facts = host.facts();
  const { containers, containersOnDisk } = facts.sections;
  if (containers.state === 'unknown' || containersOnDisk.state === 'unknown')
    throw new Error('the model knows its containers');
  containers.value.length = 0;
  const [made] = containersOnDisk.value;
  if (made?.config == null) throw new Error('the model has a container');
  const clockSeconds = 3_000_000;
  made.config.createdAt = new Date((clockSeconds - secondsOld) * 1000).toISOString();
  if (isHelper) made.isHelper = isHelper;
  return { ...facts, sections: { ...facts.sections, platform: known({ clockSeconds } as PlatformFacts) } };
}

describe('a scan of a host that is just changing', () => {
  it('is taken once where the host is calm', async () => {
    expect(await scans(calm())).toMatchObject({ asked: 1, paused: [] });
  });

  it('is taken again, and the calm one counts', async () => {
    const second = calm();
    const { facts, asked } = await scans(inAChange(), second);
    expect(facts).toBe(second);
    expect(asked).toBe(2);
  });

  it('is taken three times at most; then the last one says what it met', async () => {
    expect(await scans(inAChange())).toMatchObject({ asked: 3, paused: [500, 2000] });
  });

  it('is taken again where a container was made meanwhile; not for one that Docker has hidden for long, nor for its own helper', async () => {
    expect(await scans(withNewborn(1), calm())).toMatchObject({ asked: 2 });
    expect(await scans(withNewborn(4_000), calm())).toMatchObject({ asked: 1 });
    expect(await scans(withNewborn(1, true), calm())).toMatchObject({ asked: 1 });
  });

  it('is not taken again for what does not pass', async () => {
    const facts = calm();
    if (facts.sections.dataRoot.state === 'unknown') throw new Error('the model knows its data root');
    facts.sections.dataRoot.value.filesystemType = 'nfs4';
    expect(await scans(facts)).toMatchObject({ asked: 1 });
    const denied = { ...calm() };
    denied.sections = {
      ...denied.sections,
      layerdb: { state: 'unknown', reason: 'permission-denied', detail: 'root only' },
    };
    expect(await scans(denied)).toMatchObject({ asked: 1 });
  });
});
