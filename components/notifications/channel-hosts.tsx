import type { ChannelRules } from '@/lib/domain/alerts/channel';
import { Checkbox } from '../ui/field';
import { channelWords } from './channel-words';

export interface NamedHost {
  id: string;
  name: string;
}

interface ChannelHostsProps {
  hosts: readonly NamedHost[];
  rules: ChannelRules;
  onRules: (rules: ChannelRules) => void;
}

/** Every host, or those that are ticked. Nothing to choose where there is one host or none. */
export function ChannelHosts({ hosts, rules: { hosts: chosen, ...rest }, onRules }: ChannelHostsProps) {
  if (hosts.length < 2 && chosen === undefined) return null;
  const tick = (id: string, isWanted: boolean) =>
    onRules({
      ...rest,
      hosts: hosts.flatMap((one) => ((one.id === id ? isWanted : chosen?.includes(one.id)) ? one.id : [])),
    });
  return (
    <>
      <Checkbox
        label={channelWords.everyHost}
        checked={chosen === undefined}
        onChange={({ target }) => onRules(target.checked ? rest : { ...rest, hosts: hosts.map(({ id }) => id) })}
      />
      {chosen === undefined ? null : (
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 text-sm font-medium">{channelWords.whichHosts}</legend>
          {hosts.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              checked={chosen.includes(id)}
              onChange={({ target }) => tick(id, target.checked)}
            />
          ))}
        </fieldset>
      )}
    </>
  );
}

/** What the line of a channel says of it; nothing where it hears of every host. */
export function ChannelHostsLine({
  hosts,
  chosen,
}: {
  hosts: readonly NamedHost[];
  chosen: readonly string[] | undefined;
}) {
  if (chosen === undefined) return null;
  const names = hosts.filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  return (
    <p className="text-soft">{names.length === 0 ? channelWords.noHost : channelWords.onlyHosts(names.join(', '))}</p>
  );
}
