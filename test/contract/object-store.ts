/** What every object store promises (`src/systems/objects/object-store.ts`), as one suite: call it once per implementation. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { honoursConditions } from '../../src/systems/objects/honours-conditions';
import type { ObjectStore } from '../../src/systems/objects/object-store';

export interface ObjectStoreUnderTest {
  readonly store: ObjectStore;
  /** The object's bytes as another program sees them; null: there is none. */
  readonly bytes: (key: string) => Promise<Buffer | null>;
}

const never = new AbortController().signal;

/** `open` answers a store that may hold objects of other tests. `conditions` false: the server does not know conditional writes. */
export function describeObjectStore(name: string, open: () => ObjectStoreUnderTest, { conditions = true } = {}): void {
  describe(`objects: ${name}`, () => {
    let prefix: string;
    let folder: string;
    beforeEach(async () => {
      prefix = `test ${randomUUID()}/`;
      folder = await mkdtemp(join(tmpdir(), 'meltemi-objects-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const file = async (content: string | Buffer): Promise<string> => {
      const path = join(open().store.scratchFolder, randomUUID());
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    };

    test('whether conditions hold is found out', async () => {
      const { store } = open();
      for (let time = 1; time <= 2; time++) {
        expect(await honoursConditions(store, `${prefix}_meltemi/`, never)).toBe(conditions);
      }
    });

    // Where they do not hold, the test above says that it is noticed.
    if (conditions)
      describe('conditional writes', () => {
        test('a document is written only under the version that is there', async () => {
          const { store } = open();
          const key = `${prefix}_meltemi/manifest`;
          expect(await store.read(key, never)).toBeNull();
          const first = await store.write(key, '{"é":1}', 'new', never);
          expect(first).not.toBeNull();
          expect(await store.write(key, '{"é":2}', 'new', never)).toBeNull();
          const read = await store.read(key, never);
          expect(read).toMatchObject({ text: '{"é":1}', version: first });
          const second = await store.write(key, '{"é":3}', { version: first ?? '' }, never);
          expect(second).not.toBeNull();
          expect(await store.write(key, '{"é":4}', { version: first ?? '' }, never)).toBeNull();
          expect(await store.read(key, never)).toMatchObject({ text: '{"é":3}', version: second });
          expect(await store.write(key, '{"é":5}', 'always', never)).not.toBeNull();
          expect((await store.read(key, never))?.text).toBe('{"é":5}');
        });

        test('of ten writers at one version exactly one gets its turn', async () => {
          const { store } = open();
          const key = `${prefix}_meltemi/manifest`;
          const version = (await store.write(key, '0', 'new', never)) ?? '';
          const answers = await Promise.all(
            Array.from({ length: 10 }, (_, i) => store.write(key, `"${i}"`, { version }, never)),
          );
          const winners = answers.flatMap((answer, i) => (answer === null ? [] : [`"${i}"`]));
          expect(winners).toHaveLength(1);
          expect((await store.read(key, never))?.text).toBe(winners[0]);
        });

        test('a condition on an object that is gone does not hold', async () => {
          const { store } = open();
          const key = `${prefix}manifest`;
          const version = (await store.write(key, '0', 'new', never)) ?? '';
          await store.remove([key], never);
          expect(await store.write(key, '1', { version }, never)).toBeNull();
          expect(await store.read(key, never)).toBeNull();
        });
      });

    test('a file arrives byte by byte, and replaces what was there', async () => {
      const { store, bytes } = open();
      const key = `${prefix}a b/é+&=%2F.json.gz`;
      await store.upload(key, await file('old'), never);
      const content = Buffer.from(Array.from({ length: 3000 }, (_, i) => i % 256));
      await store.upload(key, await file(content), never);
      expect((await bytes(key))?.equals(content)).toBe(true);
      await store.upload(key, await file(''), never);
      expect(await bytes(key)).toHaveLength(0);
    });

    test('a file in several parts arrives byte by byte', async () => {
      const { store, bytes } = open();
      const content = Buffer.alloc(17 * 1024 * 1024 + 7, createHash('sha512').update('seed').digest());
      await store.upload(`${prefix}big.parquet`, await file(content), never);
      expect((await bytes(`${prefix}big.parquet`))?.equals(content)).toBe(true);
    });

    test('keys are listed in order below their prefix, and deleted', async () => {
      const { store } = open();
      const keys = ['b/2.json', 'b/10.json', 'a.json', 'b.json'].map((key) => prefix + key);
      for (const key of keys) await store.upload(key, await file('x'), never);
      expect(await store.list(prefix, never)).toEqual([...keys].sort());
      expect(await store.list(`${prefix}b/`, never)).toEqual([`${prefix}b/10.json`, `${prefix}b/2.json`]);
      expect(await store.list(`${prefix}b`, never)).toEqual(
        [`${prefix}b.json`, `${prefix}b/10.json`, `${prefix}b/2.json`].sort(),
      );
      expect(await store.list(`${prefix}nothing/`, never)).toEqual([]);
      await store.remove([...keys.slice(0, 3), `${prefix}never there`], never);
      expect(await store.list(prefix, never)).toEqual([`${prefix}b.json`]);
    });

    test('a move is done once however often it is asked for', async () => {
      const { store, bytes } = open();
      const [from, to] = [`${prefix}_meltemi/staged/1`, `${prefix}data é/1.json`];
      await store.upload(from, await file('rows'), never);
      await store.move(from, to, never);
      await store.move(from, to, never);
      expect((await bytes(to))?.toString()).toBe('rows');
      expect(await bytes(from)).toBeNull();
      await expect(store.move(from, `${prefix}elsewhere`, never)).rejects.toThrow();
    });

    test('an aborted upload leaves nothing', async () => {
      const { store, bytes } = open();
      const path = await file('x');
      await expect(store.upload(`${prefix}x`, path, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
      expect(await bytes(`${prefix}x`)).toBeNull();
    });
  });
}
