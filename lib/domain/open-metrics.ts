/**
 * Prometheus' text formats, written by ourselves: a hundred lines, no state between scrapes. What is unknown has no sample: a 0 would be
 * a lie, and a gap is what rules and charts understand.
 */
export interface MetricFamily {
  /** without the prefix of the program and without `_total` */
  name: string;
  help: string;
  type: 'gauge' | 'counter' | 'info';
  samples: readonly MetricSample[];
}

export interface MetricSample {
  labels?: Readonly<Record<string, string>>;
  value: number;
}

export type MetricsFormat = 'openmetrics' | 'text';

export const metricsContentTypes: Record<MetricsFormat, string> = {
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  text: 'text/plain; version=0.0.4; charset=utf-8',
};

export function metricsFormat(accept: string | null): MetricsFormat {
  return accept?.includes('application/openmetrics-text') ? 'openmetrics' : 'text';
}

/** Families without a sample are left out. Throws for a name or label that the formats do not allow: a mistake of ours. */
export function writeMetrics(families: readonly MetricFamily[], format: MetricsFormat): string {
  const lines = families.flatMap((family) => (family.samples.length === 0 ? [] : familyLines(family, format)));
  return `${[...lines, ...(format === 'openmetrics' ? ['# EOF'] : [])].join('\n')}\n`;
}

function familyLines({ name, help, type, samples }: MetricFamily, format: MetricsFormat): string[] {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`No name of a metric: ${name}`);
  // OpenMetrics names the family, the older text format each sample; it has no type `info`.
  const sampleName = type === 'counter' ? `${name}_total` : type === 'info' ? `${name}_info` : name;
  const head = format === 'openmetrics' ? name : sampleName;
  const shownType = format === 'text' && type === 'info' ? 'gauge' : type;
  return [
    `# HELP ${head} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
    `# TYPE ${head} ${shownType}`,
    ...samples
      .filter(({ value }) => Number.isFinite(value))
      .map(({ labels = {}, value }) => `${sampleName}${labelText(labels)} ${value}`),
  ];
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => {
    if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`No name of a label: ${name}`);
    return `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  });
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}
