import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { sidebarWords } from '@/components/session/sidebar-words';
import { ReaderClockProvider } from '@/components/ui/reader-clock';
import { ToastProvider } from '@/components/ui/toast';
import { plexMono, plexSans } from './fonts';
import './globals.css';
import { askAgainForLostScripts } from './lost-scripts';
import { parseLocale } from './reader-locale';
import { parseZone, zoneCookie } from './reader-zone';
import { parseTheme, themeCookie } from './theme';

export const metadata: Metadata = {
  title: { default: 'Bilge', template: '%s · Bilge' },
  description: sidebarWords.about,
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5f2eb' },
    { media: '(prefers-color-scheme: dark)', color: '#0c1620' },
  ],
};

/** Reading the cookie also makes every page dynamic, which the nonces of the Content-Security-Policy need. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const asked = await headers();
  const locale = parseLocale(asked.get('accept-language'));
  const theme = parseTheme(jar.get(themeCookie)?.value);
  return (
    <html
      lang="en"
      className={`${plexSans.variable} ${plexMono.variable}`}
      {...(theme === 'system' ? {} : { 'data-theme': theme })}
    >
      <head>
        {/* The browser hides the nonce from scripts, so React would find another one than it wrote. */}
        <script
          nonce={asked.get('x-nonce') ?? ''}
          suppressHydrationWarning
          // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, and nothing else
          dangerouslySetInnerHTML={{ __html: askAgainForLostScripts }}
        />
      </head>
      <body>
        <ReaderClockProvider zone={parseZone(jar.get(zoneCookie)?.value)} locale={locale} drawnMs={Date.now()}>
          <ToastProvider>{children}</ToastProvider>
        </ReaderClockProvider>
      </body>
    </html>
  );
}
