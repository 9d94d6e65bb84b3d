import { DockerApiError } from '../../domain/errors.ts';
import type { DockerApi, EngineRequest } from '../../domain/session.ts';

/** An Engine that answers `/version` and `/info` for a made-up data root, empty lists else. Keeps what it was asked. */
export function fakeDocker(options: {
  dataRoot: string;
  driver: string;
  apiVersion?: string;
  driverStatus?: [string, string][];
  answers?: Record<string, unknown>;
}): DockerApi & { asked: EngineRequest[] } {
  const asked: EngineRequest[] = [];
  const apiVersion = options.apiVersion ?? '1.41';
  const answers: Record<string, unknown> = {
    '/version': { Version: '20.10.24', ApiVersion: apiVersion, MinAPIVersion: '1.12' },
    '/info': {
      ID: 'TEST',
      Driver: options.driver,
      DriverStatus: options.driverStatus ?? null,
      DockerRootDir: options.dataRoot,
      Containers: 0,
      ContainersRunning: 0,
      Images: 0,
    },
    '/containers/json': [],
    '/images/json': [],
    '/volumes': { Volumes: null },
    '/networks': [],
    '/system/df': { BuildCache: null },
    ...options.answers,
  };
  return {
    asked,
    apiVersion,
    minApiVersion: '1.12',
    serverVersion: '20.10.24',
    transport: 'socket',
    json: async (request) => {
      asked.push(request);
      if (!(request.path in answers))
        throw new DockerApiError({ status: 404, message: `no answer for ${request.path}` });
      return answers[request.path];
    },
    bytes: () => Promise.reject(new Error('not in this test')),
  };
}
