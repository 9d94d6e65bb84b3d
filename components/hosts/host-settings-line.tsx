'use client';

import { useState } from 'react';
import { isDemoHost } from '@/lib/domain/demo-host';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Link } from '../ui/link';
import { SeverityMark } from '../ui/severity-mark';
import { DemoBadge } from './demo-badge';
import { HostChecks } from './host-checks';
import { HostEditDialog } from './host-edit-dialog';
import { RemoveHostDialog } from './remove-host-dialog';
import { secretWords } from './secret-words';
import type { SettingsHost } from './settings-host';
import { useHostTest } from './use-host-test';

export function HostSettingsLine({
  host,
  mayTest,
  mayChange,
  isOpen,
}: {
  host: SettingsHost;
  mayTest: boolean;
  mayChange: boolean;
  /** whoever comes from a host that cannot be reached came to change it */
  isOpen: boolean;
}) {
  const { test, run, reset } = useHostTest();
  const [removed, setRemoved] = useState(false);
  if (removed) return null;
  const secrets = [
    ...host.secretFields.map((field) => secretWords[field] ?? field),
    ...(host.jumpSecretFields.some((fields) => fields.length > 0) ? ['jump host logins'] : []),
  ];
  return (
    <li className="border-b border-line py-4 last:border-b-0">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 text-sm">
          <p className="flex flex-wrap items-center gap-2 text-base font-medium">
            <Link href={`/hosts/${host.id}`} className="hover:underline">
              {host.name}
            </Link>
            {isDemoHost(host) ? <DemoBadge /> : null}
            {host.unreadable ? <Badge tone="warning">settings unreadable</Badge> : null}
            {host.state.state === 'unreachable' ? (
              <span className="inline-flex items-center gap-1.5 text-sm font-normal text-soft">
                <SeverityMark kind="unknown" decorative /> not reachable
              </span>
            ) : null}
          </p>
          <p className="font-mono text-xs break-all text-soft">{host.url}</p>
          {host.unreadable ? <p className="mt-0.5">{host.unreadable}</p> : null}
          <p className="mt-0.5 text-faint">
            {secrets.length > 0 ? `Stored encrypted: ${secrets.join(', ')}` : 'No secrets stored'}
            {host.settings.hostKey ? (
              <>
                {' · '}
                <span className="font-mono text-xs break-all">
                  {host.settings.hostKey.keyType} {host.settings.hostKey.fingerprint}
                </span>
              </>
            ) : null}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {mayTest ? (
            <Button disabled={test.state === 'running'} onClick={() => run(`/api/v1/hosts/${host.id}/test`, {})}>
              Test
            </Button>
          ) : null}
          {mayChange ? (
            <>
              <HostEditDialog host={host} isOpen={isOpen} />
              <RemoveHostDialog host={host} onRemoved={() => setRemoved(true)} />
            </>
          ) : null}
        </div>
      </div>
      {test.state === 'idle' ? null : (
        <div className="mt-3 flex flex-col gap-3">
          <HostChecks checks={test.checks} running={test.state === 'running'} />
          {test.problem ? <p className="text-sm text-critical">{test.problem.message}</p> : null}
          {test.state === 'ended' ? (
            <Button kind="quiet" size="small" className="self-start" onClick={reset}>
              Close the test
            </Button>
          ) : null}
        </div>
      )}
    </li>
  );
}
