// The rule has one home. scripts/standalone.mjs puts a copy of it, without its types, in the place of this file.
export { checkHostHeader } from '../../lib/access/host-header.ts';
