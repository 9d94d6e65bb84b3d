import { longestName } from '@/lib/domain/answers/whois';
import { Button } from '../ui/button';
import { Field, Input, Select } from '../ui/field';
import { whoisWords } from './whois-words';

interface WhoisFormProps {
  hosts: readonly { id: string; name: string }[];
  name: string;
  hostId: string | null;
}

/** A plain form: what is looked up is in the address, so it can be shared and works without a script. */
export function WhoisForm({ hosts, name, hostId }: WhoisFormProps) {
  return (
    <form method="get" action="/whois" className="mb-6 flex flex-wrap items-end gap-3">
      <div className="min-w-0 flex-[1_1_20rem]">
        <Field label={whoisWords.name}>
          {(ids) => (
            <Input
              {...ids}
              name="name"
              defaultValue={name}
              key={name}
              maxLength={longestName}
              required
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
      </div>
      <div className="min-w-0 flex-[0_1_12rem]">
        <Field label={whoisWords.host}>
          {(ids) => (
            <Select {...ids} name="host" defaultValue={hostId ?? ''} key={hostId ?? ''}>
              <option value="">{whoisWords.allHosts}</option>
              {hosts.map((host) => (
                <option key={host.id} value={host.id}>
                  {host.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Button type="submit" kind="primary">
        {whoisWords.lookUp}
      </Button>
    </form>
  );
}
