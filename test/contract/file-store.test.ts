import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PageRef } from '../../src/model/page-ref';
import { FilePageStore } from '../../src/pages/store/file-page-store';
import { describePageStore, type PageStoreUnderTest } from './page-store';

async function make(options: {
  maxBytes?: number;
  faultPoint?: (name: string) => void;
}): Promise<PageStoreUnderTest & { directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'meltemi-pages-'));
  const fileOf = (ref: PageRef): string => join(directory, 'pages', `${ref.key}.page`);
  return {
    directory,
    store: await FilePageStore.open({ directory, ...options }),
    again: () => FilePageStore.open({ directory, ...options }),
    damage: async (ref, how) => {
      if (how === 'remove') await unlink(fileOf(ref));
      if (how === 'cut') await truncate(fileOf(ref), ref.bytes - 1);
      if (how === 'change') {
        const bytes = await readFile(fileOf(ref));
        bytes[ref.bytes >> 1] = (bytes[ref.bytes >> 1] ?? 0) ^ 1;
        await writeFile(fileOf(ref), bytes);
      }
    },
    files: async () => (await readdir(directory, { recursive: true })).sort(),
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

describePageStore('local directory', make);

describe('local directory', () => {
  const schema = { columns: [{ name: 'id', schema: { type: 'integer' }, nullable: false }], keyProperties: [] };
  const address = { project: 'shop', stateId: 's', runId: 'r', stream: 'orders', seq: 1, attempt: '1.1' };
  let made: Awaited<ReturnType<typeof make>>;
  let point: string[];
  beforeEach(async () => {
    point = [];
    made = await make({ faultPoint: (name) => void point.push(name) });
  });
  afterEach(() => made.close());

  test('only the owner may read it', async () => {
    await chmod(made.directory, 0o755);
    const store = await FilePageStore.open({ directory: made.directory });
    const writer = await store.create(address, 'text', schema);
    await writer.write(Buffer.from('1\n'), 1);
    await writer.commit();
    for (const name of ['.', ...(await made.files())]) {
      const entry = await stat(join(made.directory, name));
      expect([name, (entry.mode & 0o777).toString(8)]).toEqual([name, entry.isDirectory() ? '700' : '600']);
    }
  });

  test('the fault point comes when the page is visible', async () => {
    const writer = await made.store.create(address, 'text', schema);
    expect(point).toEqual([]);
    const ref = await writer.commit();
    expect(point).toEqual(['after-page-rename']);
    await made.store.open(ref);
  });

  test('planted symbolic links are not followed', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'meltemi-outside-'));
    await writeFile(join(outside, 'precious'), 'x');
    await mkdir(join(made.directory, 'pages', 'shop'));
    await symlink(outside, join(made.directory, 'pages', 'shop', 's'));
    await expect(made.store.create(address, 'text', schema)).rejects.toMatchObject({ code: 'PermissionDenied' });
    await made.store.removeRun({ project: 'shop', stateId: 's', runId: 'r' });
    await made.store.sweep(-1);
    expect(await readdir(outside)).toEqual(['precious']);

    const ref = await (await made.store.create({ ...address, stateId: 't' }, 'text', schema)).commit();
    await unlink(join(made.directory, 'pages', `${ref.key}.page`));
    await symlink(join(outside, 'precious'), join(made.directory, 'pages', `${ref.key}.page`));
    await expect(made.store.open({ ...ref, bytes: 1 })).rejects.toMatchObject({ code: 'PageMissing' });
    await rm(outside, { recursive: true });
  });

  test('a schema beside the page that is not the page`s own is refused', async () => {
    const ref = await (await made.store.create(address, 'text', schema)).commit();
    const path = join(made.directory, 'pages', dirname(ref.key), `${ref.schemaHash}.schema`);
    for (const text of ['', '{}', JSON.stringify({ ...schema, keyProperties: ['id'] })]) {
      await writeFile(path, text);
      await expect(made.store.open(ref)).rejects.toMatchObject({ code: 'PageMissing' });
    }
  });

  test('bytes that another worker left are counted at the start', async () => {
    const writer = await made.store.create(address, 'text', schema);
    await writer.write(Buffer.alloc(5000, 'x\n'), 2500);
    await writer.commit();
    const small = await FilePageStore.open({ directory: made.directory, maxBytes: 5000 });
    await expect(small.create(address, 'text', schema)).rejects.toMatchObject({ code: 'PageStoreFull' });
  });

  test('a host id that was torn by a crash is written anew', async () => {
    await writeFile(join(made.directory, 'host-id'), '');
    const ids = await Promise.all([1, 2, 3].map(async () => (await made.again()).hostId));
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect((await made.again()).hostId).toBe((await readFile(join(made.directory, 'host-id'), 'utf8')).trim());
    expect(await made.files()).toEqual(['host-id', 'pages']);
  });

  test('a directory that is a file says what to do', async () => {
    await expect(FilePageStore.open({ directory: join(made.directory, 'host-id') })).rejects.toMatchObject({
      code: 'ConfigInvalid',
    });
  });
});
