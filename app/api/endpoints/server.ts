import { z } from 'zod';
import { downloadBackup } from '@/lib/usecases/server/backup.ts';
import { file } from '../core/answer.ts';
import { byteStream } from '../core/byte-stream.ts';
import { defineEndpoint } from '../core/endpoint.ts';

export const serverEndpoints = [
  defineEndpoint({
    method: 'POST',
    path: '/backup',
    summary:
      'Everything stored, as one file encrypted with a passphrase (12 characters or more); `withKey` adds the key of the stored SSH keys and passwords, which a token may not request',
    role: 'admin',
    needsFreshLogin: true,
    mutates: true,
    body: z.object({ passphrase: z.string().max(1000), withKey: z.boolean().default(false) }),
    response: file({ 'application/octet-stream': z.file() }),
    respond: async ({ app, actor, body }) => {
      const { name, pieces } = await downloadBackup(app, actor, body);
      return byteStream(name, pieces);
    },
  }),
];
