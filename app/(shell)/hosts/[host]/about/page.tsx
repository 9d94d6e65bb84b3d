import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { FactsList } from '@/components/hosts/facts-list';
import { NotScanned } from '@/components/hosts/not-scanned';
import { BytesValue } from '@/components/ui/bytes-value';
import { InlineText } from '@/components/ui/inline-text';
import { Link } from '@/components/ui/link';
import { LocalTime } from '@/components/ui/relative-time';
import { SeverityMark } from '@/components/ui/severity-mark';
import { UnknownValue } from '@/components/ui/unknown-value';
import type { Fact } from '@/lib/domain/fact';
import { counted, formatNumber } from '@/lib/domain/format';
import type { HostCard, Report } from '@/lib/domain/report';
import { type AboutPlatform, describePlatform } from '@/lib/usecases/hosts/about-host';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'about');
}

export default async function AboutHostPage({ params }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const platform = describePlatform(context.app, context.actor, card.id);
  return (
    <div className="grid gap-x-12 gap-y-10 lg:grid-cols-2">
      <div className="flex flex-col gap-10">
        <Part title="Engine">
          <EngineFacts engine={report.engine} />
        </Part>
        <Part title="Machine">
          <FactsList lines={machineLines(report)} />
        </Part>
        {platform ? (
          <Part title="Docker on this platform">
            <PlatformFacts platform={platform} />
          </Part>
        ) : null}
        <Part title="Identity">
          <p className="mb-3 max-w-prose text-sm text-soft">
            A plan runs only while these are the same as when it was made.
          </p>
          <FactsList
            lines={[
              { name: 'Machine', value: <IdentityValue fact={report.identity.machineId} /> },
              { name: 'Engine', value: <IdentityValue fact={report.identity.engineId} /> },
              { name: 'Data root', value: <IdentityValue fact={report.identity.dataRoot} /> },
              { name: 'Filesystem', value: <IdentityValue fact={report.identity.dataRootFsid} /> },
            ]}
          />
        </Part>
      </div>
      <div className="flex flex-col gap-10">
        <Part title="What Bilge refuses here">
          {platform && platform.refused.length > 0 ? (
            <ul className="flex flex-col gap-3 text-sm">
              {platform.refused.map(({ what, why }) => (
                <li key={what + why} className="flex gap-2.5">
                  <SeverityMark kind="not-applicable" decorative className="mt-0.5" />
                  <div className="min-w-0">
                    <span className="font-medium">{what}</span>
                    <span className="block break-words text-soft">
                      <InlineText text={why} />
                    </span>
                  </div>
                </li>
              ))}
            </ul>
          ) : (
            <p className="text-sm text-soft">
              {platform ? 'Nothing is refused on this platform.' : 'Unknown until the platform is known.'}
            </p>
          )}
          <p className="mt-3 text-sm">
            <Link href={`/hosts/${card.id}/actions`} className="underline">
              Available and blocked actions
            </Link>
          </p>
        </Part>
        <Part title="The last scan">
          <FactsList
            lines={[
              { name: 'When', value: <LocalTime at={report.collectedAt} /> },
              { name: 'Duration', value: `${(report.cost.wallMs / 1000).toFixed(1)} s` },
              {
                name: 'Requests',
                value: `${counted(report.cost.roundTrips, 'round trip')}, ${counted(report.cost.engineRequests, 'Engine request')}`,
              },
              { name: 'Transferred', value: <BytesValue bytes={report.cost.bytes} /> },
              ...asleepLines(card),
            ]}
          />
        </Part>
        <Part title="What was read">
          <SectionStates sections={report.sections} />
        </Part>
      </div>
    </div>
  );
}

function asleepLines({ asleep }: HostCard): { name: string; value: React.ReactNode }[] {
  if (asleep === null) return [];
  return [
    { name: 'Disks asleep since', value: <LocalTime at={asleep.since} /> },
    { name: 'Scans that left them asleep', value: formatNumber(asleep.scans) },
    {
      name: 'Of these, a disk was used meanwhile',
      value: `${formatNumber(asleep.usedMeanwhile)} (by whatever uses it; Bilge woke at most so many)`,
    },
  ];
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function PlatformFacts({ platform }: { platform: AboutPlatform }) {
  const commands = (lines: readonly string[]) => (
    <code className="text-xs whitespace-pre-line">{lines.join('\n')}</code>
  );
  return (
    <FactsList
      lines={[
        { name: 'Platform', value: platform.title },
        { name: 'Source', value: platform.provenance },
        ...('refusal' in platform.control
          ? [{ name: 'To stop Docker', value: platform.control.refusal }]
          : [
              { name: 'To stop Docker', value: commands(platform.control.stop) },
              { name: 'To start Docker', value: commands(platform.control.start) },
            ]),
        {
          name: 'Configuration',
          value: <code className="text-xs whitespace-pre-line">{platform.configurationPaths.join('\n')}</code>,
        },
        {
          name: 'Managed by',
          value: platform.configurationOwner === 'vendor' ? 'the system itself' : 'the administrator',
        },
        { name: 'How to change it', value: <InlineText text={platform.configurationAdvice} /> },
        { name: 'Mounted at boot', value: <InlineText text={platform.bootMounts} /> },
        {
          name: 'Kept across reboots and updates',
          value: <KeptAcrossReboots directory={platform.persistentDirectory} />,
        },
      ]}
    />
  );
}

/** `/` is the whole root; null means that Bilge knows no such directory, never “everything”. */
function KeptAcrossReboots({ directory }: { directory: string | null }) {
  if (directory === null) return 'unknown: Bilge knows no directory here that is certain to be kept';
  return directory === '/' ? 'everything' : <code>{directory}</code>;
}

function EngineFacts({ engine }: { engine: Report['engine'] }) {
  if ('state' in engine) return <UnknownValue reason={engine.reason} detail={engine.detail} />;
  return (
    <FactsList
      lines={[
        { name: 'Version', value: `${engine.version} (API ${engine.apiVersion})` },
        { name: 'Storage driver', value: engine.storageDriver },
        { name: 'Image store', value: engine.imageStore === 'containerd' ? 'containerd' : 'Docker’s own' },
        { name: 'Data root', value: <code>{engine.dataRoot}</code> },
        { name: 'Operating system', value: engine.os || 'not reported by Docker' },
        { name: 'Kernel', value: engine.kernel },
        // The btrfs driver reports a line without a value ("Btrfs:").
        ...engine.driverStatus.flatMap(([name, value]) => (value === '' ? [] : [{ name, value }])),
      ]}
    />
  );
}

function machineLines(report: Report) {
  const address = { name: 'Address', value: <code>{report.host.url}</code> };
  if ('state' in report.platform) {
    return [
      address,
      { name: 'Platform', value: <UnknownValue reason={report.platform.reason} detail={report.platform.detail} /> },
    ];
  }
  const { title, hostname, kernel, init, asRoot } = report.platform;
  return [
    address,
    { name: 'Platform', value: title },
    { name: 'Name', value: hostname },
    { name: 'Kernel', value: kernel },
    { name: 'Init system', value: init },
    { name: 'Read as root', value: asRoot ? 'yes' : 'no: what only root can read is unknown' },
  ];
}

function IdentityValue({ fact }: { fact: Fact<string> }) {
  if (fact.state === 'unknown') return <UnknownValue reason={fact.reason} detail={fact.detail} />;
  return <code className="text-xs break-all">{fact.value}</code>;
}

function SectionStates({ sections }: { sections: Report['sections'] }) {
  const all = Object.entries(sections);
  const unknown = all.flatMap(([id, section]) => (section.state === 'unknown' ? [{ id, section }] : []));
  const known = all.filter(([, section]) => section.state === 'known');
  return (
    <div className="text-sm">
      {unknown.length > 0 ? (
        <ul className="mb-4 flex flex-col gap-3">
          {unknown.map(({ id, section }) => (
            <li key={id} className="flex gap-2.5">
              <SeverityMark kind="unknown" className="mt-0.5" />
              <div>
                <span className="font-medium">{wordsOf(id)}</span>
                <span className="block text-soft">{section.detail}</span>
              </div>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="flex gap-2.5 text-soft">
        <SeverityMark kind="pass" className="mt-0.5" />
        <span>Read: {known.map(([id]) => wordsOf(id).toLowerCase()).join(', ')}.</span>
      </p>
    </div>
  );
}

/** `buildkitSnapshots` → `Buildkit snapshots` */
function wordsOf(id: string): string {
  const words = id.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
