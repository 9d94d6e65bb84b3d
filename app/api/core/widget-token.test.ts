import { describe, expect, it } from 'vitest';
import { GET } from '@/app/metrics/route.ts';
import { keepApplication } from '@/lib/usecases/core/application.ts';
import { temporaryApplication } from '@/lib/usecases/testing/temporary-application.ts';
import { tokenOf } from '@/test/attack/testing/served-application.ts';
import { endpoints } from '../endpoints/all.ts';
import { dispatch } from './dispatch.ts';

async function widgetToken() {
  const app = temporaryApplication();
  keepApplication(app);
  const { actor } = await tokenOf(app, 'anna', 'admin');
  const { token, record } = app.access.tokens.create(actor, { name: 'homepage', role: 'admin', scope: 'widget' });
  return { app, record, headers: { authorization: `Bearer ${token}` } };
}

const widgets = endpoints.filter(({ isForWidgets }) => isForWidgets);

describe('a token for widgets', () => {
  it('reads /metrics and the widget, and is a viewer whatever was asked for', async () => {
    const { headers, record } = await widgetToken();
    expect(record).toMatchObject({ role: 'viewer', scope: 'widget' });
    expect(widgets.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /widget']);
    const answer = await dispatch(new Request('http://bilge.test/api/v1/widget', { headers }), ['widget']);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ hosts: 0, leakedBytes: 0 });
    expect((await GET(new Request('http://bilge.test/metrics', { headers }))).status).toBe(200);
  });

  it('is refused by every other route, and by what is no route', async () => {
    const { headers } = await widgetToken();
    for (const { method, path } of endpoints) {
      if (path === '/widget') continue;
      const segments = path.split('/').filter((part) => part !== '');
      const request = new Request(`http://bilge.test/api/v1${path.replace(/[{}]/g, '')}`, { method, headers });
      const answer = await dispatch(request, segments);
      expect(answer.status, `${method} ${path}`).toBe(403);
    }
    const answer = await dispatch(new Request('http://bilge.test/api/v1/nowhere', { headers }), ['nowhere']);
    expect(answer.status).toBe(403);
  });
});
