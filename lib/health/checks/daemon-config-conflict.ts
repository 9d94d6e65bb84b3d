import type { DaemonConfiguration, HostFacts } from '../../domain/host-facts.ts';
import { isOlder } from '../../domain/version-order.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { nasVendor } from '../nas-vendor.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

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
  title: 'Conflict in Docker’s configuration file',
  why: 'dockerd does not start when daemon.json is not valid JSON, or when a key in it is also given as a flag. On a NAS the vendor overwrites the file, so a change by hand is lost at the next start.',
  needs: [],
  run(_, { facts }) {
    const { daemonConfiguration } = facts.sections;
    const errors = matchingLines(
      facts,
      /directives are specified both as a flag and in the configuration file|directives don't match any configuration option: graph|unable to configure the docker daemon with file|invalid character .* (?:looking for|after)/i,
    );
    if (daemonConfiguration.state === 'unknown' && errors.length === 0) {
      return {
        unknown: `The configuration could not be read: ${daemonConfiguration.detail}`,
        missing: ['daemonConfiguration'],
      };
    }
    const vendor = nasVendor(facts);
    const { engine } = facts.sections;
    const engineVersion = engine.state === 'known' ? engine.value.version : '';
    const ownership = vendor?.advice?.configurationFile ?? null;
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
        title: problems[0]?.title ?? 'dockerd rejects its configuration',
        detail: paragraphs(
          'At its next start Docker stops with an error, or ignores what the file says.',
          ownership,
          problems.some(({ title }) => title.includes('“graph”'))
            ? steps(
                'Rename the key `"graph"` to `"data-root"` and keep its path. The data stays where it is.',
                'Check the file before a restart: `dockerd --validate --config-file …` (23.0 and newer).',
              )
            : ownership
              ? steps('Make the change in the vendor’s own settings.')
              : problems[0]?.title.endsWith('is not valid JSON')
                ? steps(
                    'Correct the JSON; the table names the place.',
                    'Check the file before a restart: `dockerd --validate --config-file …` (23.0 and newer).',
                  )
                : steps(
                    `Keep each setting in one place: in the file or in the service’s flags (${whereFlagsAre(facts)}).`,
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
    return [{ title: `${shortPath(path)} is not valid JSON`, where: problem ?? 'invalid JSON' }];
  }
  const keys = Object.keys(values ?? {});
  const found: { title: string; where: string }[] = [];
  for (const flag of flags) {
    const name = /^--?([A-Za-z][\w-]*)/.exec(flag)?.[1]?.toLowerCase() ?? '';
    const key = [name, ...(otherNames[name] ?? [])].find((candidate) => keys.includes(candidate));
    if (key) found.push({ title: `“${key.slice(0, 24)}” is set in ${shortPath(path, 26)} and as a flag`, where: flag });
  }
  // Docker 23.0 removed `graph` and stops at the unknown key. With an unknown version it is reported too.
  if (keys.includes('graph') && isOlder(version, '23.0') !== true) {
    found.push({
      title: 'The key “graph” is rejected since Docker 23.0',
      where: '"graph": use "data-root" with the same path',
    });
  }
  if (isVendorOwned && isImmutable === true) {
    found.push({ title: `${shortPath(path)} is immutable, its vendor cannot write it`, where: 'attribute i (chattr)' });
  }
  return found;
}
