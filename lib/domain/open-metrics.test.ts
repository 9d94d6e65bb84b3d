import { expect, it } from 'vitest';
import { type MetricFamily, metricsFormat, writeMetrics } from './open-metrics.ts';

const families: MetricFamily[] = [
  { name: 'a_bytes', type: 'gauge', help: 'A\nline', samples: [{ labels: { host: 'n"a\\s\n' }, value: 1.5 }] },
  { name: 'done', type: 'counter', help: 'Done', samples: [{ value: 3 }] },
  { name: 'build', type: 'info', help: 'Build', samples: [{ labels: { version: '1' }, value: 1 }] },
  { name: 'unknown', type: 'gauge', help: 'Never seen', samples: [] },
];

it('writes OpenMetrics where it is asked for, and the older text format else', () => {
  expect(metricsFormat('application/openmetrics-text;version=1.0.0,text/plain;q=0.5')).toBe('openmetrics');
  expect(metricsFormat('*/*')).toBe('text');
  expect(writeMetrics(families, 'openmetrics')).toBe(`# HELP a_bytes A\\nline
# TYPE a_bytes gauge
a_bytes{host="n\\"a\\\\s\\n"} 1.5
# HELP done Done
# TYPE done counter
done_total 3
# HELP build Build
# TYPE build info
build_info{version="1"} 1
# EOF
`);
  const text = writeMetrics(families, 'text');
  expect(text).toContain('# TYPE done_total counter\ndone_total 3\n');
  expect(text).toContain('# TYPE build_info gauge\n');
  expect(text).not.toContain('unknown');
  expect(text).not.toContain('EOF');
});

it('has no sample where there is no number', () => {
  const nan = writeMetrics([{ name: 'a', type: 'gauge', help: 'a', samples: [{ value: Number.NaN }] }], 'text');
  expect(nan).not.toMatch(/^a /m);
});
