import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { FactsList } from '@/components/hosts/facts-list';
import { NotScanned } from '@/components/hosts/not-scanned';
import { BytesValue } from '@/components/ui/bytes-value';
import { LocalTime } from '@/components/ui/relative-time';
import { SeverityMark } from '@/components/ui/severity-mark';
import { UnknownValue } from '@/components/ui/unknown-value';
import type { Fact } from '@/lib/domain/fact';
import type { Report } from '@/lib/domain/report';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'about');
}

export default async function AboutHostPage({ params }: HostPageProps) {
  const { card, report } = await readHostPage(await requirePageActor(), params);
  if (!report) return <NotScanned host={card} />;
  return (
    <div className="grid gap-x-12 gap-y-10 lg:grid-cols-2">
      <div className="flex flex-col gap-10">
        <Part title="Engine">
          <EngineFacts engine={report.engine} />
        </Part>
        <Part title="Machine">
          <FactsList lines={machineLines(report)} />
        </Part>
        <Part title="What a plan is bound to">
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
        <Part title="The last scan">
          <FactsList
            lines={[
              { name: 'When', value: <LocalTime at={report.collectedAt} /> },
              { name: 'Took', value: `${(report.cost.wallMs / 1000).toFixed(1)} s` },
              {
                name: 'Round trips',
                value: `${report.cost.roundTrips}, and ${report.cost.engineRequests} requests to the engine`,
              },
              { name: 'Transferred', value: <BytesValue bytes={report.cost.bytes} /> },
            ]}
          />
        </Part>
        <Part title="What could be read">
          <SectionStates sections={report.sections} />
        </Part>
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
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
        { name: 'Operating system', value: engine.os },
        { name: 'Kernel', value: engine.kernel },
        ...engine.driverStatus.map(([name, value]) => ({ name, value })),
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
    { name: 'Services', value: init },
    { name: 'Looked at as root', value: asRoot ? 'yes' : 'no: what only root can read is unknown' },
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
