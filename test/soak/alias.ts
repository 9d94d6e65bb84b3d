import { registerHooks } from 'node:module';

/** `@/lib/…` as the bundler and vitest read it, for a process that runs under plain Node. Loaded by `--import`. */
const root = new URL('../../', import.meta.url);
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.startsWith('@/') ? new URL(specifier.slice(2), root).href : specifier, context),
});
