import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { aboutHostWords } from '@/components/hosts/about-host-words';
import { FactsList } from '@/components/hosts/facts-list';
import { NotScanned } from '@/components/hosts/not-scanned';
import { RecordingSection } from '@/components/hosts/recording-section';
import { BytesValue } from '@/components/ui/bytes-value';
import { DeclaredNote } from '@/components/ui/declared-note';
import { InlineText } from '@/components/ui/inline-text';
import { Link } from '@/components/ui/link';
import { LocalTime } from '@/components/ui/relative-time';
import { SeverityMark } from '@/components/ui/severity-mark';
import { UnknownValue } from '@/components/ui/unknown-value';
import type { Fact } from '@/lib/domain/fact';
import { formatNumber } from '@/lib/domain/format';
import type { HostCard, Report } from '@/lib/domain/report';
import { declaredNames } from '@/lib/usecases/declared/declared-store';
import { type AboutPlatform, describePlatform } from '@/lib/usecases/hosts/about-host';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'about');
}

export default async function AboutHostPage({ params }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const declared = declaredNames(context.app, 'host');
  const platform = describePlatform(context.app, context.actor, card.id);
  return (
    <div className="grid gap-x-12 gap-y-10 lg:grid-cols-2">
      <div className="flex flex-col gap-10">
        {declared?.names.includes(card.name) ? <DeclaredNote file={declared.file} /> : null}
        <Part title={aboutHostWords.engine}>
          <EngineFacts engine={report.engine} />
        </Part>
        <Part title={aboutHostWords.machine}>
          <FactsList lines={machineLines(report)} />
        </Part>
        {platform ? (
          <Part title={aboutHostWords.onPlatform}>
            <PlatformFacts platform={platform} />
          </Part>
        ) : null}
        <Part title={aboutHostWords.identity}>
          <p className="mb-3 max-w-prose text-sm text-soft">{aboutHostWords.aboutIdentity}</p>
          <FactsList
            lines={[
              { name: aboutHostWords.machine, value: <IdentityValue fact={report.identity.machineId} /> },
              { name: aboutHostWords.engine, value: <IdentityValue fact={report.identity.engineId} /> },
              { name: aboutHostWords.dataRoot, value: <IdentityValue fact={report.identity.dataRoot} /> },
              { name: aboutHostWords.filesystem, value: <IdentityValue fact={report.identity.dataRootFsid} /> },
            ]}
          />
        </Part>
      </div>
      <div className="flex flex-col gap-10">
        <Part title={aboutHostWords.refuses}>
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
            <p className="text-sm text-soft">{platform ? aboutHostWords.noRefusal : aboutHostWords.refusalUnknown}</p>
          )}
          <p className="mt-3 text-sm">
            <Link href={`/hosts/${card.id}/actions`} className="underline">
              {aboutHostWords.actions}
            </Link>
          </p>
        </Part>
        <Part title={aboutHostWords.lastScan}>
          <FactsList
            lines={[
              { name: aboutHostWords.when, value: <LocalTime at={report.collectedAt} /> },
              { name: aboutHostWords.duration, value: `${(report.cost.wallMs / 1000).toFixed(1)} s` },
              {
                name: aboutHostWords.requests,
                value: aboutHostWords.counts(report.cost.roundTrips, report.cost.engineRequests),
              },
              { name: aboutHostWords.transferred, value: <BytesValue bytes={report.cost.bytes} /> },
              ...asleepLines(card),
            ]}
          />
        </Part>
        <Part title={aboutHostWords.read}>
          <SectionStates sections={report.sections} />
        </Part>
        <RecordingSection hostId={card.id} hostName={card.name} />
      </div>
    </div>
  );
}

function asleepLines({ asleep }: HostCard): { name: string; value: React.ReactNode }[] {
  if (asleep === null) return [];
  return [
    { name: aboutHostWords.asleepSince, value: <LocalTime at={asleep.since} /> },
    { name: aboutHostWords.asleepScans, value: formatNumber(asleep.scans) },
    {
      name: aboutHostWords.usedMeanwhile,
      value: aboutHostWords.usedBy(asleep.usedMeanwhile),
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
        { name: aboutHostWords.platform, value: platform.title },
        { name: aboutHostWords.source, value: platform.provenance },
        ...('refusal' in platform.control
          ? [{ name: aboutHostWords.toStop, value: platform.control.refusal }]
          : [
              { name: aboutHostWords.toStop, value: commands(platform.control.stop) },
              { name: aboutHostWords.toStart, value: commands(platform.control.start) },
            ]),
        {
          name: aboutHostWords.configuration,
          value: <code className="text-xs whitespace-pre-line">{platform.configurationPaths.join('\n')}</code>,
        },
        {
          name: aboutHostWords.managedBy,
          value: platform.configurationOwner === 'vendor' ? aboutHostWords.bySystem : aboutHostWords.byAdministrator,
        },
        { name: aboutHostWords.howToChange, value: <InlineText text={platform.configurationAdvice} /> },
        { name: aboutHostWords.bootMounts, value: <InlineText text={platform.bootMounts} /> },
        {
          name: aboutHostWords.keptAcross,
          value: <KeptAcrossReboots directory={platform.persistentDirectory} />,
        },
      ]}
    />
  );
}

/** `/` is the whole root; null means that Bilge knows no such directory, never “everything”. */
function KeptAcrossReboots({ directory }: { directory: string | null }) {
  if (directory === null) return aboutHostWords.keptUnknown;
  return directory === '/' ? aboutHostWords.everything : <code>{directory}</code>;
}

function EngineFacts({ engine }: { engine: Report['engine'] }) {
  if ('state' in engine) return <UnknownValue reason={engine.reason} detail={engine.detail} />;
  return (
    <FactsList
      lines={[
        { name: aboutHostWords.version, value: aboutHostWords.engineVersion(engine.version, engine.apiVersion) },
        { name: aboutHostWords.driver, value: engine.storageDriver },
        {
          name: aboutHostWords.imageStore,
          value: engine.imageStore === 'containerd' ? 'containerd' : aboutHostWords.dockersOwn,
        },
        { name: aboutHostWords.dataRoot, value: <code>{engine.dataRoot}</code> },
        { name: aboutHostWords.system, value: engine.os || aboutHostWords.noSystem },
        { name: aboutHostWords.kernel, value: engine.kernel },
        // The btrfs driver reports a line without a value ("Btrfs:").
        ...engine.driverStatus.flatMap(([name, value]) => (value === '' ? [] : [{ name, value }])),
      ]}
    />
  );
}

function machineLines(report: Report) {
  const address = { name: aboutHostWords.address, value: <code>{report.host.url}</code> };
  if ('state' in report.platform) {
    return [
      address,
      {
        name: aboutHostWords.platform,
        value: <UnknownValue reason={report.platform.reason} detail={report.platform.detail} />,
      },
    ];
  }
  const { title, hostname, kernel, init, asRoot } = report.platform;
  return [
    address,
    { name: aboutHostWords.platform, value: title },
    { name: aboutHostWords.name, value: hostname },
    { name: aboutHostWords.kernel, value: kernel },
    { name: aboutHostWords.init, value: init },
    { name: aboutHostWords.asRoot, value: asRoot ? aboutHostWords.yes : aboutHostWords.notRoot },
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
        <span>{aboutHostWords.sections(known.map(([id]) => wordsOf(id).toLowerCase()).join(', '))}</span>
      </p>
    </div>
  );
}

/** `buildkitSnapshots` → `Buildkit snapshots` */
function wordsOf(id: string): string {
  const words = id.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
