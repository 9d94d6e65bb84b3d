import type { NextConfig } from 'next';

/** Native or dynamically loading packages stay outside the bundle: Turbopack cannot place a compiled `.node` file. */
const externalPackages = ['ssh2', 'cpu-features', 'dockerode', 'docker-modem'];

export default {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  outputFileTracingRoot: import.meta.dirname,
  images: { unoptimized: true },
  serverExternalPackages: externalPackages,
  // A build is checked without the tests; `npm run typecheck` checks those too.
  typescript: { tsconfigPath: 'tsconfig.build.json' },
  outputFileTracingExcludes: {
    '**': [
      'node_modules/sharp/**',
      'node_modules/@img/**',
      'node_modules/typescript/**',
      'node_modules/semver/**',
      'node_modules/detect-libc/**',
      'node_modules/node-linux-*/**',
      'node_modules/next/dist/server/capsize-font-metrics.json',
      'node_modules/better-sqlite3/{deps,src}/**',
      'node_modules/better-sqlite3/prebuilds/{darwin,win32}*',
      'data/**',
      'lab/**',
      'bench/**',
      'fixtures/**',
      'test/**',
      'docs/**',
      // Not the whole of dist: patterns match anywhere in a path, and packages have such folders.
      'dist/package/**',
      'packaging/**',
      '.git/**',
    ],
  },
} satisfies NextConfig;
