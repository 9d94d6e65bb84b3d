import type { ReportKind, ReportRow } from '../../../domain/answers/migration-report.ts';
import type { Fact } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { containerName } from '../rows/volume-use.ts';

interface Listed {
  id: string;
  name: string;
  detail: string;
  state: string;
  /** of a running container with a health check: what Docker says of it */
  health?: string;
  /** absent: the scan did not list them yet */
  ports?: string[];
}
type Sections = Pick<HostFacts, 'sections'>['sections'];

/** Docker's lists before and after a move, object by object. Pure; what is unknown on either side has no rows. */
export function comparedKinds(before: Sections | null, after: Sections | null): ReportKind[] {
  const kindOf = <T>(title: string, of: (sections: Sections) => Fact<T[]>, list: (object: T) => Listed): ReportKind => {
    const [then, now] = [before === null ? null : of(before), after === null ? null : of(after)];
    const why =
      then === null || now === null
        ? 'A scan that is needed for it is not kept any more, or was not made yet.'
        : then.state === 'unknown'
          ? `Before the run it was not listed: ${then.detail}`
          : now.state === 'unknown'
            ? `After the run it was not listed: ${now.detail}`
            : null;
    if (why !== null || then?.state !== 'known' || now?.state !== 'known')
      return { title, before: 0, after: 0, rows: [], unknown: why };
    return {
      title,
      before: then.value.length,
      after: now.value.length,
      rows: rowsOf(then.value.map(list), now.value.map(list)),
      unknown: null,
    };
  };
  return [
    kindOf(
      'Containers',
      ({ containers }) => containers,
      (each) => ({
        id: each.id.slice(0, 12),
        name: containerName(each),
        detail: each.image,
        state: each.state,
        health: healthOf(each.status),
        ...(each.ports === undefined ? {} : { ports: each.ports }),
      }),
    ),
    kindOf(
      'Images',
      ({ images }) => images,
      (each) => ({
        id: each.id.replace(/^sha256:/, '').slice(0, 12),
        name: each.repoTags.join(' '),
        detail: [...each.repoDigests].sort().join(' '),
        state: '',
      }),
    ),
    kindOf(
      'Volumes',
      ({ volumes }) => volumes,
      (each) => ({
        id: each.name,
        name: '',
        detail: each.driver,
        state: '',
      }),
    ),
    // The id of the default network is another one after each start of Docker.
    kindOf(
      'Networks',
      ({ networks }) => networks,
      (each) => ({
        id: each.name,
        name: '',
        detail: each.driver,
        state: '',
      }),
    ),
  ];
}

/** Docker writes it into the sentence that says since when a container runs. */
const healthOf = (status: string): string => /\((healthy|unhealthy|health: starting)\)/.exec(status)?.[1] ?? '';

const shown = ({ state, health = '', ports = [] }: Listed): string =>
  [state, health, ...ports].filter((part) => part !== '').join(', ');

/** Right after a start Docker has not judged it yet: that is no change for the worse. */
const sameHealth = (before: Listed, after: Listed): boolean =>
  before.health === after.health || after.health === 'health: starting';

const samePorts = (before: Listed, after: Listed): boolean =>
  before.ports === undefined || after.ports === undefined || before.ports.join(' ') === after.ports.join(' ');

function rowsOf(before: readonly Listed[], after: readonly Listed[]): ReportRow[] {
  const now = new Map(after.map((each) => [each.id, each]));
  const rows = before.map((each): ReportRow => {
    const same = now.get(each.id);
    now.delete(each.id);
    const { id, name, detail } = same ?? each;
    const isSame =
      same?.detail === each.detail &&
      same.state === each.state &&
      same.name === each.name &&
      sameHealth(each, same) &&
      samePorts(each, same);
    const verdict = same === undefined ? 'missing' : isSame ? 'same' : 'changed';
    return { id, name, detail, before: shown(each), after: same === undefined ? '' : shown(same), verdict };
  });
  const added = [...now.values()].map(
    (each): ReportRow => ({
      id: each.id,
      name: each.name,
      detail: each.detail,
      before: '',
      after: shown(each),
      verdict: 'new',
    }),
  );
  return [...rows, ...added];
}
