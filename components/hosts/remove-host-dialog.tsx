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
import { artifactNouns, removeHostWords } from './remove-host-words';

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
      title: removeHostWords.removed(host.name),
      ...(stays.length > 0 ? { detail: removeHostWords.stillThere(stays.join('\n')) } : {}),
    });
    await action.run(async () => ({ ok: true, value: null }), { failed: '' });
  };
  return (
    <DialogRoot open={open} onOpenChange={change}>
      <DialogTrigger>
        <Button>{removeHostWords.remove}</Button>
      </DialogTrigger>
      <DialogContent title={removeHostWords.ask(host.name)}>
        <div className="flex flex-col gap-4 text-sm text-soft">
          <p>{removeHostWords.about}</p>
          {problem ? <Notice kind="critical" title={problem} /> : null}
          <div aria-live="polite">
            {left === null && !problem ? <p>{removeHostWords.checking}</p> : null}
            {left === null ? null : <ArtifactList hostId={host.id} left={left} clean={clean} onClean={setClean} />}
          </div>
        </div>
        <div className="mt-5 flex justify-end gap-2">
          <Button kind="quiet" onClick={() => setOpen(false)}>
            {removeHostWords.cancel}
          </Button>
          <Button kind="danger" onClick={remove} disabled={busy} aria-busy={busy}>
            {removeHostWords.removeHost(host.name)}
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
        <Notice kind="warning" title={left.looked ? removeHostWords.notAllChecked : removeHostWords.notChecked}>
          {left.problem}
        </Notice>
      ) : null}
      {left.looked && left.items.length === 0 ? <p>{removeHostWords.nothingLeft}</p> : null}
      {own.length > 0 ? (
        <Checkbox
          label={removeHostWords.deleteOwn(ownWords(own))}
          checked={clean}
          onChange={(event) => onClean(event.target.checked)}
        />
      ) : null}
      {left.looked && left.items.some(({ kind }) => kind === 'quarantine-entry') ? (
        <div className="flex flex-wrap gap-2">
          <ProposeButton
            hostId={hostId}
            remedy={{ actionId: 'purge-quarantine', params: { entries: 'all' } }}
            label={removeHostWords.deleteQuarantine}
            kind="danger-plain"
          />
          <ProposeButton
            hostId={hostId}
            remedy={{ actionId: 'restore-quarantine', params: { entries: 'all' } }}
            label={removeHostWords.restoreQuarantine}
          />
        </div>
      ) : null}
      {stays.length > 0 ? (
        <section aria-label={removeHostWords.whatStays}>
          <h3 className="font-medium text-strong">{left.looked ? removeHostWords.stays : removeHostWords.mayStay}</h3>
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

function ownWords(items: readonly HostArtifact[]): string {
  const counts = Map.groupBy(items, ({ kind }) => kind);
  return [...counts].map(([kind, { length }]) => counted(length, ...artifactNouns[kind])).join(', ');
}
