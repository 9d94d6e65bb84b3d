'use client';

import { useState } from 'react';
import { counted } from '@/lib/domain/format';
import { type ArtifactReport, type HostArtifact, isArtifactReport } from '@/lib/domain/host-artifact';
import { ProposeButton } from '../plans/propose-button';
import { useFreshLogin } from '../session/fresh-login';
import { Button } from '../ui/button';
import { DialogContent, DialogRoot, DialogTrigger } from '../ui/dialog';
import { Checkbox } from '../ui/field';
import { Notice } from '../ui/notice';
import { requestJson } from '../ui/request-json';
import { useToast } from '../ui/toast';
import { useAction } from '../ui/use-action';

interface RemoveHostDialogProps {
  host: { id: string; name: string };
  onRemoved: () => void;
}

/** Opening it checks the host: what Bilge left there is shown before the host and its credentials are forgotten. */
export function RemoveHostDialog({ host, onRemoved }: RemoveHostDialogProps) {
  const guarded = useFreshLogin();
  const action = useAction();
  const say = useToast();
  const [open, setOpen] = useState(false);
  const [left, setLeft] = useState<ArtifactReport | null>(null);
  const [problem, setProblem] = useState('');
  const [clean, setClean] = useState(false);
  const [busy, setBusy] = useState(false);
  const change = async (isOpen: boolean) => {
    setOpen(isOpen);
    if (!isOpen) return;
    setLeft(null);
    setProblem('');
    setClean(false);
    const outcome = await requestJson('GET', `/api/v1/hosts/${host.id}/artifacts`);
    if (!outcome.ok) setProblem(outcome.message);
    else if (isArtifactReport(outcome.value)) setLeft(outcome.value);
  };
  const remove = async () => {
    setBusy(true);
    const query = clean ? '?clean=1' : '';
    const outcome = await guarded(() => requestJson('DELETE', `/api/v1/hosts/${host.id}${query}`));
    setBusy(false);
    if (!outcome.ok) {
      setProblem(outcome.message);
      return;
    }
    setOpen(false);
    onRemoved();
    const stays = isArtifactReport(outcome.value) ? outcome.value.items.map(({ where }) => where) : [];
    say({
      kind: stays.length > 0 ? 'warning' : 'pass',
      title: `${host.name} was removed from Bilge`,
      ...(stays.length > 0 ? { detail: `Still on the host:\n${stays.join('\n')}` } : {}),
    });
    await action.run(async () => ({ ok: true, value: null }), { failed: '' });
  };
  return (
    <DialogRoot open={open} onOpenChange={change}>
      <DialogTrigger>
        <Button>Remove</Button>
      </DialogTrigger>
      <DialogContent title={`Remove ${host.name} from Bilge?`}>
        <div className="flex flex-col gap-4 text-sm text-soft">
          <p>Bilge forgets the host, its keys and everything it measured. Your containers, images and volumes stay.</p>
          {problem ? <Notice kind="critical" title={problem} /> : null}
          <div aria-live="polite">
            {left === null && !problem ? <p>Checking what Bilge left on this host…</p> : null}
            {left === null ? null : <ArtifactList hostId={host.id} left={left} clean={clean} onClean={setClean} />}
          </div>
        </div>
        <div className="mt-5 flex justify-end gap-2">
          <Button kind="quiet" onClick={() => setOpen(false)}>
            Cancel
          </Button>
          <Button kind="danger" onClick={remove} disabled={busy} aria-busy={busy}>
            {`Remove ${host.name}`}
          </Button>
        </div>
      </DialogContent>
    </DialogRoot>
  );
}

function ArtifactList({
  hostId,
  left,
  clean,
  onClean,
}: {
  hostId: string;
  left: ArtifactReport;
  clean: boolean;
  onClean: (clean: boolean) => void;
}) {
  const own = left.items.filter(({ removable }) => removable);
  const stays = left.items.filter(({ removable }) => !removable);
  return (
    <div className="flex flex-col gap-4">
      {left.problem ? (
        <Notice
          kind="warning"
          title={left.looked ? 'Not everything could be checked' : 'The host could not be checked'}
        >
          {left.problem}
        </Notice>
      ) : null}
      {left.looked && left.items.length === 0 ? <p>Bilge left nothing on this host.</p> : null}
      {own.length > 0 ? (
        <Checkbox
          label={`First delete Bilge’s own files there: ${ownWords(own)}`}
          checked={clean}
          onChange={(event) => onClean(event.target.checked)}
        />
      ) : null}
      {left.looked && left.items.some(({ kind }) => kind === 'quarantine-entry') ? (
        <div className="flex flex-wrap gap-2">
          <ProposeButton
            hostId={hostId}
            remedy={{ actionId: 'purge-quarantine', params: { entries: 'all' } }}
            label="First delete the quarantine"
            kind="danger-plain"
          />
          <ProposeButton
            hostId={hostId}
            remedy={{ actionId: 'restore-quarantine', params: { entries: 'all' } }}
            label="First restore the quarantine"
          />
        </div>
      ) : null}
      {stays.length > 0 ? (
        <section aria-label="What stays on the host">
          <h3 className="font-medium text-strong">
            {left.looked ? 'This stays on the host' : 'This may still be on the host, as far as Bilge knows'}
          </h3>
          <ul className="mt-1 flex flex-col gap-2">
            {stays.map((item) => (
              <li key={`${item.kind} ${item.where}`}>
                <span className="font-mono text-xs break-all">{item.where}</span>
                <span className="block">{item.what}</span>
                {item.byHand ? <span className="block text-faint break-words">{item.byHand}</span> : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

const nouns: Record<HostArtifact['kind'], [string, string]> = {
  'run-directory': ['run directory', 'run directories'],
  'live-run': ['active run', 'active runs'],
  'unsafe-runs': ['run directory that others can write to', 'run directories that others can write to'],
  lock: ['lock', 'locks'],
  'helper-container': ['helper container', 'helper containers'],
  'helper-image': ['helper image', 'helper images'],
  migration: ['record of a move of Docker', 'records of moves of Docker'],
  'drop-in': ['drop-in of docker.service', 'drop-ins of docker.service'],
  'release-image': ['image of an interrupted run', 'images of interrupted runs'],
  'quarantine-entry': ['quarantined layer', 'quarantined layers'],
  snapshot: ['snapshot', 'snapshots'],
  'configuration-copy': ['configuration copy', 'configuration copies'],
};

function ownWords(items: readonly HostArtifact[]): string {
  const counts = Map.groupBy(items, ({ kind }) => kind);
  return [...counts].map(([kind, { length }]) => counted(length, ...nouns[kind])).join(', ');
}
