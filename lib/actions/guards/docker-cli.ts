import { isOfDockerClient } from '../../platforms/detect-platform.ts';
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
    if (platform.state === 'unknown') return notKnown(`The host's tools are unknown (${platform.detail})`);
    if (platform.value.tools.docker === undefined) {
      const unsafe = platform.value.leftOut?.find(({ path }) => isOfDockerClient(path));
      return refuse(
        unsafe === undefined
          ? 'The docker command was not found on the host, and the run needs it. Install the docker CLI there.'
          : `Bilge does not run docker as root from ${unsafe.path}, because other users could have replaced it there (${unsafe.why}). Remove that permission (chmod go-w, chown root), then scan again.`,
      );
    }
    if (engine.state === 'unknown')
      return notKnown(`Docker does not answer (${engine.detail}) Start it and scan again.`);
    return pass(`docker at ${platform.value.tools.docker.path}, engine ${engine.value.version}.`);
  },
};
