import packageJson from '../../package.json' with { type: 'json' };

/** The one version of Bilge, from `package.json`. */
export const bilgeVersion: string = packageJson.version;
