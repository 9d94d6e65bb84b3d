import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framed, unframed } from './grpc.ts';
import {
  addResourceRequest,
  createRequest,
  deleteRequest,
  listRequest,
  listResourcesResponse,
  listResponse,
  serverResponse,
  snapshotRequest,
} from './messages.ts';
import { bytesField, fieldsOf, messageField } from './wire.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });

describe('messages of containerd', () => {
  // As protoc encodes them (written out by hand from the definitions).
  it('are the bytes that the format demands', () => {
    expect(deleteRequest('ab', true)).toEqual(hex('0a02 6162 10 01'));
    expect(deleteRequest('ab', false)).toEqual(hex('0a02 6162'));
    expect(createRequest('ab', { k: 'v', e: '' })).toEqual(hex('0a02 6162 1a06 0a01 6b 1201 76 1a03 0a01 65'));
    expect(addResourceRequest('ab', { id: 'k', type: 't' })).toEqual(hex('0a02 6162 1206 0a01 6b 1201 74'));
    expect(snapshotRequest('btrfs', 'k')).toEqual(hex('0a05 6274726673 1201 6b'));
    expect(listRequest(['id==a'])).toEqual(hex('0a05 69643d3d61'));
    expect(framed(hex('0102'))).toEqual(hex('00 00000002 0102'));
  });

  it('come back as they were sent, with unknown fields in between', () => {
    const unknown = fc.constantFrom(
      hex('78 01'),
      hex('79 0102030405060708'),
      hex('7a 03 616263'),
      hex('7d 01020304'),
      Buffer.alloc(0),
    );
    fc.assert(
      fc.property(
        name,
        fc.dictionary(name, fc.string({ unit: 'binary' }), { noNullPrototype: true }),
        unknown,
        (id, labels, extra) => {
          const text = (value: string) => Buffer.from(value, 'utf8').toString('utf8');
          const lease = Buffer.concat([extra, createRequest(id, labels), extra]);
          const [read] = listResponse(Buffer.concat([extra, messageField(1, lease)]));
          expect(read?.id).toBe(text(id));
          const wanted = Object.entries(labels).map(([key, value]) => [text(key), text(value)]);
          expect(Object.entries(read?.labels ?? {}).sort()).toEqual([...new Map(wanted as [string, string][])].sort());
          const resource = Buffer.concat([bytesField(1, id), extra, bytesField(2, 'content')]);
          expect(listResourcesResponse(messageField(1, resource))).toEqual([{ id: text(id), type: 'content' }]);
        },
      ),
    );
  });

  it('tell times to the millisecond, and who answers', () => {
    const lease = Buffer.concat([hex('0a01 61'), messageField(2, hex('08 80cae2d006 10 a0e7b43a'))]);
    expect(listResponse(messageField(1, lease))[0]?.createdAt).toBe(new Date(1_780_000_000_122).toISOString());
    expect(serverResponse(hex('0a03 752d31 10 ac02'))).toEqual({ uuid: 'u-1', pid: 300 });
    expect(serverResponse(Buffer.alloc(0))).toEqual({ uuid: '', pid: 0 });
  });

  it('that are cut off or are no message are an error, never an empty answer', () => {
    const whole = messageField(1, createRequest('abcdef', { key: 'value' }));
    for (let end = 1; end < whole.length; end += 1)
      expect(() => listResponse(whole.subarray(0, end)), `${end}`).toThrow();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          fieldsOf(Buffer.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ code: 'unparseable' });
        }
      }),
    );
    for (const body of ['', '00', '00 00000002 01', '00 00000001 0102', '01 00000001 01'])
      expect(() => unframed(hex(body), '/x')).toThrow();
    expect(unframed(hex('00 00000000'), '/x')).toEqual(Buffer.alloc(0));
  });
});
