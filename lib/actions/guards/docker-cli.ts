import { type Guard, notKnown, pass, refuse } from './guard.ts';

/** The script asks the engine through the host's own docker command, by absolute path. */
export const dockerCli: Guard<null> = {
  id: 'docker-cli',
  about: 'The host has the docker command, and its engine answers.',
  recheck: 'check_identity',
  check({ facts, engineOnly }) {
    const { platform, engine } = facts.sections;
    if (engineOnly === true) {
      return engine.state === 'known'
        ? pass(`Engine ${engine.value.version}, asked over its socket.`)
        : notKnown(`Docker does not answer (${engine.detail}) Start it and scan again.`);
    }
    if (platform.state === 'unknown') return notKnown(`The host's tools are not known (${platform.detail})`);
    if (platform.value.tools.docker === undefined) {
      return refuse(
        'The docker command was not found on the host, so the run could not ask the engine. Install the docker CLI there.',
      );
    }
    if (engine.state === 'unknown')
      return notKnown(`Docker does not answer (${engine.detail}) Start it and scan again.`);
    return pass(`docker at ${platform.value.tools.docker.path}, engine ${engine.value.version}.`);
  },
};
