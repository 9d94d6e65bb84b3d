'use client';

import { useState } from 'react';
import { isDemoHost } from '@/lib/domain/demo-host';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { DeclaredNote } from '../ui/declared-note';
import { Link } from '../ui/link';
import { requestJson } from '../ui/request-json';
import { SeverityMark } from '../ui/severity-mark';
import { useAction } from '../ui/use-action';
import { DemoBadge } from './demo-badge';
import { FingerprintPanel } from './fingerprint-panel';
import { HostChecks } from './host-checks';
import { HostEditDialog } from './host-edit-dialog';
import { hostSettingsWords } from './host-settings-words';
import { RemoveHostDialog } from './remove-host-dialog';
import { secretWords } from './secret-words';
import type { SettingsHost } from './settings-host';
import { useHostTest } from './use-host-test';

export function HostSettingsLine({
  host,
  mayTest,
  mayChange,
  declaredIn,
  isOpen,
}: {
  host: SettingsHost;
  mayTest: boolean;
  mayChange: boolean;
  /** the file that declares it, where it is changed instead; null: none */
  declaredIn: string | null;
  /** whoever comes from a host that cannot be reached came to change it */
  isOpen: boolean;
}) {
  const { test, run, reset } = useHostTest();
  const [removed, setRemoved] = useState(false);
  const { busy, run: act } = useAction();
  // A host that was saved before it answered: its key is compared here, as it is when a host is added.
  const trust = async (fingerprint: string) => {
    const outcome = await act(() => requestJson('PATCH', `/api/v1/hosts/${host.id}`, { trust: fingerprint }), {
      failed: hostSettingsWords.notTrusted(host.name),
    });
    if (outcome.ok) await run(`/api/v1/hosts/${host.id}/test`, {});
  };
  if (removed) return null;
  // Never for a key that changed: that one is trusted by typing it, on purpose.
  const isUnseen = test.problem?.code === 'host-key-unknown' && host.settings.hostKey === null;
  const offered = isUnseen && host.settings.jump.length === 0 ? test.problem?.offered : null;
  const secrets = [
    ...host.secretFields.map((field) => secretWords[field] ?? field),
    ...(host.jumpSecretFields.some((fields) => fields.length > 0) ? [hostSettingsWords.jumpLogins] : []),
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
            {host.unreadable ? <Badge tone="warning">{hostSettingsWords.unreadable}</Badge> : null}
            {host.state.state === 'unreachable' ? (
              <span className="inline-flex items-center gap-1.5 text-sm font-normal text-soft">
                <SeverityMark kind="unknown" decorative /> {hostSettingsWords.unreachable}
              </span>
            ) : null}
          </p>
          <p className="font-mono text-xs break-all text-soft">{host.url}</p>
          {host.unreadable ? <p className="mt-0.5">{host.unreadable}</p> : null}
          <p className="mt-0.5 text-faint">
            {secrets.length > 0 ? hostSettingsWords.stored(secrets.join(', ')) : hostSettingsWords.noSecrets}
            {host.settings.hostKey ? (
              <>
                {' · '}
                <span className="font-mono text-xs break-all">
                  {host.settings.hostKey.keyType} {host.settings.hostKey.fingerprint}
                </span>
              </>
            ) : null}
          </p>
          {declaredIn === null ? null : <DeclaredNote file={declaredIn} />}
        </div>
        <div className="flex flex-wrap gap-2">
          {mayTest ? (
            <Button disabled={test.state === 'running'} onClick={() => run(`/api/v1/hosts/${host.id}/test`, {})}>
              {hostSettingsWords.test}
            </Button>
          ) : null}
          {mayChange && declaredIn === null ? (
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
          {offered && mayChange && declaredIn === null ? (
            <FingerprintPanel
              offered={offered}
              jumpHost={undefined}
              busy={busy}
              onTrust={() => void trust(offered.fingerprint)}
            />
          ) : test.problem ? (
            <p className="text-sm text-critical">{test.problem.message}</p>
          ) : null}
          {test.state === 'ended' ? (
            <Button kind="quiet" size="small" className="self-start" onClick={reset}>
              {hostSettingsWords.closeTest}
            </Button>
          ) : null}
        </div>
      )}
    </li>
  );
}
