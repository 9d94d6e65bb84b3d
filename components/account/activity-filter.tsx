import { ChevronRight, Download } from 'lucide-react';
import { Button } from '../ui/button';
import { Field, Input, Select } from '../ui/field';
import { Link } from '../ui/link';
import { activityWords } from './activity-words';
import { activityAreas } from './audit-words';

export interface ActivityQuery {
  host: string;
  actor: string;
  action: string;
  /** days, `2026-11-21` */
  from: string;
  to: string;
}

interface ActivityFilterProps {
  query: ActivityQuery;
  hosts: readonly { id: string; name: string }[];
}

/** A form without script: what is filtered has a URL, and the same URL exports it. */
export function ActivityFilter({ query, hosts }: ActivityFilterProps) {
  const isFiltered = Object.values(query).some((value) => value !== '');
  return (
    // On a phone seven controls would stand above the first row, so they are folded there; a wider window shows them always.
    <details className="group mb-4 sm:details-content:[content-visibility:visible]" open={isFiltered}>
      <summary className="tap inline-flex items-center gap-1.5 rounded-sm text-sm text-soft hover:text-ink sm:supports-[selector(::details-content)]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        {activityWords.filterAndExport}
      </summary>
      <form action="/activity" className="flex flex-col gap-3">
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-5">
          <Field label={activityWords.host}>
            {(ids) => (
              <Select {...ids} name="host" defaultValue={query.host} className="text-sm">
                <option value="">{activityWords.allHosts}</option>
                {hosts.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={activityWords.what}>
            {(ids) => (
              <Select {...ids} name="action" defaultValue={query.action} className="text-sm">
                <option value="">{activityWords.everything}</option>
                {activityAreas.map(([area, words]) => (
                  <option key={area} value={area}>
                    {words}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={activityWords.who}>
            {(ids) => (
              <Input {...ids} name="actor" defaultValue={query.actor} autoCapitalize="none" className="text-sm" />
            )}
          </Field>
          <Field label={activityWords.from}>
            {(ids) => <Input {...ids} type="date" name="from" defaultValue={query.from} className="text-sm" />}
          </Field>
          <Field label={activityWords.to}>
            {(ids) => <Input {...ids} type="date" name="to" defaultValue={query.to} className="text-sm" />}
          </Field>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button type="submit">{activityWords.filter}</Button>
          {isFiltered ? (
            <Button asChild kind="quiet">
              <Link href="/activity">{activityWords.showAll}</Link>
            </Button>
          ) : null}
          <span className="flex flex-wrap gap-2 sm:ml-auto">
            {(['csv', 'json'] as const).map((format) => (
              <Button key={format} asChild kind="quiet">
                <a href={exportHref(query, format)} download>
                  <Download aria-hidden />
                  {activityWords.exportAs(format.toUpperCase())}
                </a>
              </Button>
            ))}
          </span>
        </div>
      </form>
    </details>
  );
}

function exportHref(query: ActivityQuery, format: 'csv' | 'json'): string {
  const { from, to, ...rest } = query;
  const wanted = { ...rest, from: startOf(from), to: endOf(to) };
  const parameters = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(wanted)) if (value !== '') parameters.set(name, value);
  return `/api/v1/audit/export?${parameters}`;
}

/** The first moment of a day, and its last. */
export function startOf(day: string): string {
  return day === '' ? '' : `${day}T00:00:00.000Z`;
}

export function endOf(day: string): string {
  return day === '' ? '' : `${day}T23:59:59.999Z`;
}
