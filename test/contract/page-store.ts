/** What every page store promises (`src/pages/page-store.ts`), as one suite: call it once per implementation. */
import type { PageRef } from '../../src/model/page-ref';
import type { StreamSchema } from '../../src/model/stream';
import type { PageAddress, PageStore } from '../../src/pages/page-store';

/** What the suite needs beside the store: a hand that damages what it stored. */
export interface PageStoreUnderTest {
  readonly store: PageStore;
  /** Another worker's view of the same place. */
  readonly again: () => Promise<PageStore>;
  readonly damage: (ref: PageRef, how: 'remove' | 'cut' | 'change') => Promise<void>;
  /** All names in the place, for looking at what is left. */
  readonly files: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

const MIB = 1024 * 1024;
const schema: StreamSchema = {
  columns: [
    { name: 'id', schema: { type: 'integer' }, sqlType: 'bigint', nullable: false },
    { name: 'näme', schema: { type: ['null', 'string'] }, nullable: true },
  ],
  keyProperties: ['id'],
};
const home: PageAddress = {
  project: 'shop',
  stateId: 'dev:a-to-b',
  runId: 'r1',
  stream: 'public-orders',
  seq: 1,
  attempt: '7.1',
};
const noAbort = new AbortController().signal;

export function describePageStore(
  name: string,
  make: (options: { maxBytes?: number }) => Promise<PageStoreUnderTest>,
): void {
  describe(`page store: ${name}`, () => {
    let opened: PageStoreUnderTest[] = [];
    const open = async (options: { maxBytes?: number } = {}): Promise<PageStoreUnderTest> => {
      const made = await make(options);
      opened.push(made);
      return made;
    };
    afterEach(async () => {
      await Promise.all(opened.map((one) => one.close()));
      opened = [];
    });

    test('a page comes back byte for byte, with its schema and its counts', async () => {
      const { store, again } = await open();
      const chunks = [Buffer.from('1\ta\n'), pattern(3 * MIB + 17), Buffer.alloc(0), pattern(99)];
      const ref = await put(store, home, chunks);
      expect(ref).toMatchObject({ rows: 4, bytes: 3 * MIB + 17 + 4 + 99, encoding: 'text' });
      const reader = await (await again()).open(ref);
      expect(reader.schema).toEqual(schema);
      expect((await read(store, ref)).equals(Buffer.concat(chunks))).toBe(true);
    });

    test('an empty page comes back empty', async () => {
      const { store } = await open();
      expect((await read(store, await put(store, home, []))).length).toBe(0);
    });

    test('thousands of small writes keep their order', async () => {
      const { store } = await open();
      const lines = Array.from({ length: 20_000 }, (_, i) => Buffer.from(`${i}\t${'x'.repeat(i % 90)}\n`));
      const ref = await put(store, home, lines);
      expect((await read(store, ref)).equals(Buffer.concat(lines))).toBe(true);
    });

    test('attempts of one page do not meet, not even an attempt that runs twice', async () => {
      const { store } = await open();
      const first = await store.create(home, 'text', schema);
      const second = await store.create(home, 'text', schema);
      await first.write(Buffer.from('first\n'), 1);
      await second.write(Buffer.from('second\n'), 1);
      const refs = [await second.commit(), await first.commit(), await put(store, home, [Buffer.from('third\n')])];
      const texts = await Promise.all(refs.map(async (ref) => (await read(store, ref)).toString()));
      expect(texts).toEqual(['second\n', 'first\n', 'third\n']);
    });

    test('an aborted page leaves nothing, and abort is safe at any time', async () => {
      const { store, files } = await open();
      const before = await put(store, home, [Buffer.from('x\n')]);
      const left = await files();
      const writer = await store.create({ ...home, seq: 2 }, 'text', schema);
      await writer.write(pattern(2 * MIB), 1);
      await writer.abort();
      await writer.abort();
      expect(await files()).toEqual(left);
      await expect(writer.write(Buffer.from('x\n'), 1)).rejects.toThrow();
      await expect(writer.commit()).rejects.toThrow();
      const committed = await store.create({ ...home, seq: 3 }, 'text', schema);
      const ref = await committed.commit();
      await committed.abort();
      await read(store, ref);
      await read(store, before);
    });

    test.each(['remove', 'cut', 'change'] as const)('PageMissing when a page is damaged: %s', async (how) => {
      const { store, damage } = await open();
      const ref = await put(store, home, [pattern(MIB)]);
      await damage(ref, how);
      await expect(read(store, ref)).rejects.toMatchObject({ code: 'PageMissing' });
    });

    test('PageMissing for keys that are unknown or lead out of the store', async () => {
      const { store } = await open();
      const ref = await put(store, home, [Buffer.from('x\n')]);
      const parent = ref.key.split('/').slice(0, -1).join('/');
      for (const key of [
        '',
        'a/b/c/d/e',
        '../../../../etc/passwd',
        `${parent}/../../x`,
        `${ref.key}\0`,
        `/${ref.key}`,
      ]) {
        await expect(store.open({ ...ref, key })).rejects.toMatchObject({ code: 'PageMissing' });
        await store.remove([key]);
      }
      await read(store, ref);
    });

    test('names of any kind stay apart and inside', async () => {
      const { store } = await open();
      const names = [
        'a',
        'A',
        '../a',
        'a/../a',
        'a/b',
        'a_b',
        '.',
        '..',
        '',
        'ä',
        'x'.repeat(300),
        'x'.repeat(301),
        'a>b',
        'a b',
        'con\0',
      ];
      const refs = await Promise.all(
        names.map((stream, i) => put(store, { ...home, stream }, [Buffer.from(`${i}\n`)])),
      );
      expect(new Set(refs.map((ref) => ref.key.toLowerCase())).size).toBe(names.length);
      for (const [i, ref] of refs.entries()) expect((await read(store, ref)).toString()).toBe(`${i}\n`);
      await store.removeRun({ ...home, stream: '../a' });
      const gone = refs.filter((_, i) => names[i] === '../a');
      for (const ref of gone) await expect(store.open(ref)).rejects.toMatchObject({ code: 'PageMissing' });
      for (const ref of refs.filter((one) => !gone.includes(one))) await read(store, ref);
    });

    test('removed pages are gone and others stay', async () => {
      const { store } = await open();
      const [one, two] = [await put(store, home, [pattern(9)]), await put(store, { ...home, seq: 2 }, [pattern(9)])];
      await store.remove([one.key, one.key, 'unknown']);
      await expect(store.open(one)).rejects.toMatchObject({ code: 'PageMissing' });
      await read(store, two);
    });

    test('a removed stream takes the pages that maps made of it along, and leaves its run', async () => {
      const { store } = await open();
      const orders = await put(store, home, [pattern(9)]);
      const mapped = await put(store, { ...home, stream: 'public-orders>clean' }, [pattern(9)]);
      const other = await put(store, { ...home, stream: 'public-orders2' }, [pattern(9)]);
      await store.removeRun({ project: 'shop', stateId: 'dev:a-to-b', runId: 'r1', stream: 'public-orders' });
      for (const ref of [orders, mapped]) await expect(store.open(ref)).rejects.toMatchObject({ code: 'PageMissing' });
      await read(store, other);
      await store.removeRun({ project: 'shop', stateId: 'dev:a-to-b', runId: 'r1' });
      await store.removeRun({ project: 'shop', stateId: 'dev:a-to-b', runId: 'r1' });
      await expect(store.open(other)).rejects.toMatchObject({ code: 'PageMissing' });
    });

    test('a sweep takes the runs that nobody touched', async () => {
      const { store } = await open();
      const ref = await put(store, home, [pattern(9)]);
      await put(store, { ...home, runId: 'r2' }, [pattern(9)]);
      expect(await store.sweep(3600)).toBe(0);
      await read(store, ref);
      expect(await store.sweep(-1)).toBe(2);
      await expect(store.open(ref)).rejects.toMatchObject({ code: 'PageMissing' });
      expect(await store.sweep(-1)).toBe(0);
    });

    test('a full store refuses pages until some are removed', async () => {
      const { store } = await open({ maxBytes: MIB });
      const ref = await put(store, home, [pattern(700_000)]);
      const writer = await store.create({ ...home, seq: 2 }, 'text', schema);
      const full = { code: 'PageStoreFull', recovery: 'retry', retryAfterSeconds: expect.any(Number) as number };
      await expect(writer.write(pattern(700_000), 1)).rejects.toMatchObject(full);
      await writer.abort();
      await put(store, { ...home, seq: 3 }, [pattern(300_000)]);
      await put(store, { ...home, seq: 4 }, [pattern(MIB - 1_000_000)]);
      await expect(store.create({ ...home, seq: 5 }, 'text', schema)).rejects.toMatchObject(full);
      await store.remove([ref.key]);
      await put(store, { ...home, seq: 5 }, [pattern(600_000)]);
    });

    test('a cancelled reader stops', async () => {
      const { store } = await open();
      const ref = await put(store, home, [pattern(2 * MIB)]);
      const controller = new AbortController();
      const reading = async (): Promise<void> => {
        for await (const chunk of (await store.open(ref)).chunks(controller.signal)) {
          expect(chunk.length).toBeGreaterThan(0);
          controller.abort(new Error('cancelled by the test'));
        }
      };
      await expect(reading()).rejects.toThrow('cancelled by the test');
    });

    test('all workers of one place have one host id', async () => {
      const { store, again } = await open();
      const others = await Promise.all([again(), again(), again()]);
      expect(new Set([store, ...others].map((one) => one.hostId)).size).toBe(1);
      expect((await open()).store.hostId).not.toBe(store.hostId);
    });
  });
}

function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = 33 + ((i * 7919) % 90);
  if (bytes.length > 0) bytes[bytes.length - 1] = 10;
  return bytes;
}

async function put(store: PageStore, address: PageAddress, chunks: readonly Buffer[]): Promise<PageRef> {
  const writer = await store.create(address, 'text', schema);
  for (const chunk of chunks) await writer.write(chunk, 1);
  return writer.commit();
}

async function read(store: PageStore, ref: PageRef): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of (await store.open(ref)).chunks(noAbort)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
