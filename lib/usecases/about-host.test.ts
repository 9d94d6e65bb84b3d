import { describe, expect, it } from 'vitest';
import { pieces } from '../actions/ops/shell/pieces.generated.ts';
import { platformIds } from '../domain/platform-facts.ts';
import { platformOf } from '../platforms/detect-platform.ts';
import { dockerControl } from './about-host.ts';

const script = pieces['docker-service'];

describe('how Docker is stopped and started', () => {
  it.each(platformIds)('%s: is said as the script does it', (id) => {
    const control = dockerControl(id, platformOf(id).init);
    for (const command of [...(control?.stop ?? []), ...(control?.start ?? [])]) expect(script).toContain(command);
    expect(control === null).toBe(id === 'truenas-scale' || platformOf(id).init === 'none');
  });

  it('is not known without a service manager', () => {
    expect(dockerControl('generic-linux', 'none')).toBeNull();
  });
});
