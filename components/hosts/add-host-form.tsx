'use client';

import { useRouter } from 'next/navigation';
import { type ClipboardEvent, type FocusEvent, type FormEvent, useState } from 'react';
import type { PlaceForKey } from '@/lib/domain/made-key';
import { readPastedAddress } from '@/lib/domain/pasted-address';
import { Button } from '../ui/button';
import { ChoiceCards } from '../ui/choice-cards';
import { Notice } from '../ui/notice';
import { idOf, requestJson } from '../ui/request-json';
import { SubmitButton } from '../ui/submit-button';
import { NameField } from '../ui/text-field';
import { useFields } from '../ui/use-fields';
import { FingerprintPanel } from './fingerprint-panel';
import { HostChecks } from './host-checks';
import { emptyHostForm, fieldsOf, type HostFormValues, hostBody, type Way } from './host-form-values';
import { hostFormWords } from './host-form-words';
import { jumpsOf } from './jump-logins';
import { madeKeyWords } from './made-key-words';
import { SocketFields, TcpFields } from './socket-fields';
import { SshFields } from './ssh-fields';
import { useHostTest } from './use-host-test';
import { isKeyRefused, useWaitingForKey } from './use-waiting-for-key';

interface AddHostFormProps {
  /** a Docker socket that Bilge found on its own machine */
  localSocket: string | null;
  /** where the line of a key that Bilge makes goes */
  places: readonly PlaceForKey[];
}

/** the fields that say which machine is meant */
const ofTheAddress = ['way', 'address', 'port', 'jump'] as const;
const blocking = new Set(['connect', 'host-key', 'login']);

/** The rules are those of the API (zod), and come with the first check. */
const rules = async (values: HostFormValues) => {
  const { hostFormRules } = await import('./host-form-schema');
  return hostFormRules(values);
};

/** Test first, then add: each step is shown as it passes, and a person compares an unknown host key before anything secret is sent. */
export function AddHostForm({ localSocket, places }: AddHostFormProps) {
  const router = useRouter();
  const [trusted, setTrusted] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState('');
  const [adding, setAdding] = useState(false);
  const { test, run, reset } = useHostTest();
  const fields = useFields<HostFormValues>(
    {
      ...emptyHostForm,
      login: 'make',
      way: localSocket ? 'socket' : 'ssh',
      ...(localSocket ? { socketPath: localSocket, name: 'this-machine' } : {}),
    },
    rules,
    (now, before) => {
      // A key was compared for one address; another address is another machine.
      if (ofTheAddress.some((name) => now[name] !== before[name])) setTrusted([]);
      reset();
      setProblem('');
    },
  );
  const { way, name, jump } = fields.values;
  const tryNow = (keys: readonly string[]) => run('/api/v1/hosts/test', hostBody(fields.now(), keys));
  const hasMadeKey = way === 'ssh' && fields.values.login === 'make';
  useWaitingForKey(test, hasMadeKey, () => void tryNow(trusted));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await fields.isRight()) await tryNow(trusted);
  };
  /** A whole address fills all its fields; says whether it was one. */
  const takeApart = (text: string): boolean => {
    const pasted = readPastedAddress(text, fields.now().way);
    if (pasted !== null) fields.set(fieldsOf(pasted));
    return pasted !== null;
  };
  const isAddress = (target: EventTarget): target is HTMLInputElement =>
    target instanceof HTMLInputElement && target.dataset.address === 'yes';
  const onPaste = (event: ClipboardEvent) => {
    if (isAddress(event.target) && takeApart(event.clipboardData.getData('text'))) event.preventDefault();
  };
  const onBlur = (event: FocusEvent) => {
    if (isAddress(event.target)) takeApart(event.target.value);
  };
  const trustKey = (fingerprint: string) => {
    // One after the other on the way: each jump host shows its key, then the host.
    const keys = [...trusted, fingerprint];
    setTrusted(keys);
    void tryNow(keys);
  };
  const add = async (unreached: boolean) => {
    setAdding(true);
    const outcome = await requestJson('POST', '/api/v1/hosts', { ...hostBody(fields.now(), trusted), unreached });
    const id = outcome.ok ? idOf(outcome.value) : null;
    if (id) {
      // Not waited for: the page fills as the scan and then the sizes come in.
      if (!unreached) void requestJson('POST', `/api/v1/hosts/${id}/scan?sizes=1`);
      router.push(`/hosts/${id}`);
      router.refresh();
      return;
    }
    setAdding(false);
    setProblem(outcome.ok ? hostFormWords.noHost : outcome.message);
  };
  const entered =
    test.state === 'ended' &&
    test.problem === null &&
    !test.checks.some((check) => !check.ok && blocking.has(check.id));
  const complete = entered && test.checks.every((check) => check.ok);
  const isSilent =
    test.state === 'ended' &&
    (test.problem === null
      ? test.checks.some((check) => !check.ok && check.id === 'connect')
      : ['unreachable', 'timed-out'].includes(test.problem.code));
  const offered = test.problem?.code === 'host-key-unknown' ? test.problem.offered : null;
  return (
    <div className="grid gap-x-12 gap-y-8 xl:grid-cols-[minmax(0,36rem)_minmax(0,1fr)]">
      <form
        ref={fields.form}
        method="post"
        noValidate
        onSubmit={submit}
        onPasteCapture={onPaste}
        onBlur={onBlur}
        className="flex flex-col gap-5"
      >
        <ChoiceCards<Way>
          legend={hostFormWords.way}
          name="way"
          value={way}
          onChoose={(chosen) => fields.set({ way: chosen })}
          choices={[
            { value: 'ssh', title: hostFormWords.ssh, about: hostFormWords.aboutSsh },
            {
              value: 'socket',
              title: hostFormWords.socket,
              about: localSocket ? hostFormWords.socketFound : hostFormWords.aboutSocket,
            },
            { value: 'tcp', title: hostFormWords.tcp, about: hostFormWords.aboutTcp },
          ]}
        />
        <NameField {...fields.text('name')} label={hostFormWords.name} hint={hostFormWords.aboutName} required />
        {way === 'ssh' ? <SshFields fields={fields} places={places} /> : null}
        {way === 'socket' ? <SocketFields fields={fields} /> : null}
        {way === 'tcp' ? <TcpFields fields={fields} /> : null}
        <div className="flex flex-wrap gap-2">
          <SubmitButton kind={entered ? 'plain' : 'primary'} disabled={test.state === 'running'}>
            {test.state === 'running' ? hostFormWords.testing : hostFormWords.test}
          </SubmitButton>
          {entered ? (
            <Button kind="primary" onClick={() => void add(false)} disabled={adding} aria-busy={adding}>
              {complete ? hostFormWords.add(name) : hostFormWords.addAnyway(name)}
            </Button>
          ) : null}
        </div>
      </form>
      <div className="flex flex-col gap-5">
        {problem ? (
          <Notice kind="critical" title={hostFormWords.notAdded}>
            {problem}
          </Notice>
        ) : null}
        {offered ? (
          <FingerprintPanel
            offered={offered}
            jumpHost={way === 'ssh' ? jumpsOf(jump)[trusted.length] : undefined}
            busy={test.state === 'running'}
            onTrust={() => trustKey(offered.fingerprint)}
          />
        ) : test.problem ? (
          <Notice kind="critical" title={hostFormWords.testStopped}>
            {test.problem.message}
          </Notice>
        ) : null}
        {hasMadeKey && isKeyRefused(test) ? <Notice kind="info" title={madeKeyWords.waiting} /> : null}
        {isSilent ? (
          <Notice kind="warning" title={hostFormWords.silent}>
            <p>{hostFormWords.aboutSilent}</p>
            <Button className="mt-3" onClick={() => void add(true)} disabled={adding} aria-busy={adding}>
              {hostFormWords.saveAnyway(name)}
            </Button>
          </Notice>
        ) : null}
        {test.state === 'idle' ? (
          <p className="max-w-prose text-sm text-soft">{hostFormWords.aboutTest}</p>
        ) : (
          <HostChecks checks={test.checks} running={test.state === 'running'} />
        )}
        {entered && !complete ? (
          <Notice kind="warning" title={hostFormWords.canAdd}>
            {hostFormWords.aboutUnread}
          </Notice>
        ) : null}
      </div>
    </div>
  );
}
