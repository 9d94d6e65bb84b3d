import type { DaemonConfiguration, HostFacts } from '../../domain/host-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { nasVendor } from '../nas-vendor.ts';
import { paragraphs, steps } from '../text.ts';
import { isOlder } from '../version.ts';

const vendorTools: Record<string, string> = {
  'synology-dsm': 'Synology’s package writes this file again at every start.',
  qnap: 'Container Station owns this file.',
  'truenas-scale': 'TrueNAS renders this file from its database before each start; edits are lost.',
  openmediavault: 'The compose plugin writes this file when a storage path is set there.',
  unraid: 'Unraid passes its settings as flags from docker.cfg; a storage-driver key in daemon.json would conflict.',
};

/** Flags whose key in the file has another name. */
const otherNames: Record<string, string[]> = {
  h: ['hosts'],
  host: ['hosts'],
  s: ['storage-driver'],
  g: ['data-root', 'graph'],
  graph: ['data-root', 'graph'],
  'data-root': ['data-root', 'graph'],
  d: ['debug'],
  label: ['labels'],
  'insecure-registry': ['insecure-registries'],
  'registry-mirror': ['registry-mirrors'],
  'log-opt': ['log-opts'],
  'storage-opt': ['storage-opts'],
  'exec-opt': ['exec-opts'],
  'default-ulimit': ['default-ulimits'],
  'add-runtime': ['runtimes'],
};

export default defineCheck({
  id: 'daemon-config-conflict',
  title: 'Docker’s configuration file is broken, contradicted, or not yours to edit',
  why: 'dockerd does not start when daemon.json does not parse or when a key in it is also given as a flag. On a NAS the vendor writes the file again, so a change by hand is lost at the next start.',
  needs: [],
  run(_, { facts }) {
    const { daemonConfiguration } = facts.sections;
    const errors = matchingLines(
      facts,
      /directives are specified both as a flag and in the configuration file|directives don't match any configuration option: graph|unable to configure the docker daemon with file|invalid character .* (?:looking for|after)/i,
    );
    if (daemonConfiguration.state === 'unknown' && errors.length === 0) {
      return {
        unknown: `The configuration was not read: ${daemonConfiguration.detail}`,
        missing: ['daemonConfiguration'],
      };
    }
    const vendor = nasVendor(facts);
    const { engine } = facts.sections;
    const engineVersion = engine.state === 'known' ? engine.value.version : '';
    const ownership = vendor ? (vendorTools[vendor] ?? null) : null;
    const path = daemonConfiguration.state === 'known' ? daemonConfiguration.value.path : '/etc/docker/daemon.json';
    const problems =
      daemonConfiguration.state === 'known'
        ? problemsOf(daemonConfiguration.value, { isVendorOwned: vendor !== null, version: engineVersion })
        : [];
    if (problems.length === 0 && errors.length === 0) return [];
    return [
      {
        severity: 'warning',
        subject: { kind: 'file', id: 'daemon-configuration', label: path },
        title: problems[0]?.title ?? 'dockerd refuses its configuration',
        detail: paragraphs(
          'With such a file the daemon does not start the next time, or does not do what the file says.',
          ownership,
          problems.some(({ title }) => title.includes('“graph”'))
            ? steps(
                'Rename the key `"graph"` to `"data-root"` and keep its path: the data stays where it is.',
                'Check the file before a restart: `dockerd --validate --config-file …` (23.0 and newer).',
              )
            : ownership
              ? 'What to do: make the change through the vendor’s own settings.'
              : steps(
                  `Keep each setting in one place: the file or the service’s flags (${whereFlagsAre(facts)}).`,
                  'Check the file before a restart: `dockerd --validate --config-file …` (23.0 and newer).',
                ),
        ),
        evidence:
          problems.length > 0
            ? evidence(
                `cat ${path}`,
                ['Problem', 'Where'],
                problems.map((problem) => [problem.title, problem.where]),
              )
            : logEvidence(errors),
        remedies: [],
      },
    ];
  },
});

function whereFlagsAre({ sections: { platform } }: HostFacts): string {
  if (platform.state === 'unknown' || platform.value.init === 'systemd') return '`systemctl cat docker` shows them';
  if (platform.value.init === 'openrc') return 'DOCKER_OPTS in /etc/conf.d/docker';
  return '`ps` shows them';
}

function problemsOf(
  configuration: DaemonConfiguration,
  { isVendorOwned, version }: { isVendorOwned: boolean; version: string },
): { title: string; where: string }[] {
  const { path, exists, values, problem, flags, isImmutable } = configuration;
  if (exists && values === null) {
    return [{ title: `${path} does not parse`, where: problem ?? 'invalid JSON' }];
  }
  const keys = Object.keys(values ?? {});
  const found: { title: string; where: string }[] = [];
  for (const flag of flags) {
    const name = /^--?([A-Za-z][\w-]*)/.exec(flag)?.[1]?.toLowerCase() ?? '';
    const key = [name, ...(otherNames[name] ?? [])].find((candidate) => keys.includes(candidate));
    if (key) found.push({ title: `“${key}” is set in ${path} and as a flag`, where: flag });
  }
  // Docker 23.0 took `graph` out: it stops at the unknown key. Where the version is not known, the key is worth a word.
  if (keys.includes('graph') && isOlder(version, '23.0') !== true) {
    found.push({
      title: 'The key “graph” is refused since Docker 23.0',
      where: '"graph": use "data-root" with the same path',
    });
  }
  if (isVendorOwned && isImmutable === true) {
    found.push({ title: `${path} was made immutable against its vendor`, where: 'attribute i (chattr)' });
  }
  return found;
}
