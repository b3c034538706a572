/**
 * The page store on a local directory, 0700:
 * `host-id`, and `pages/<project>/<state id>/<run>/<stream>/` with `<seq>-<attempt>.page` and a `<schema hash>.schema` per schema.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, type FileHandle, lstat, mkdir, open, realpath, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FaultPoint } from '../../model/plugin-context';
import type { PageEncoding, PageRef } from '../../model/page-ref';
import { schemaHash } from '../../model/schema-hash';
import type { StreamSchema } from '../../model/stream';
import type { PageAddress, PageReader, PageStore, PageWriter } from '../page-store';
import { hostIdOf } from './host-id';
import { openPlainFile, PageFileReader } from './page-file-reader';
import { type PageFile, PageFileWriter } from './page-file-writer';
import { keyParts, pageKey, runParts, streamParts } from './page-path';
import { deleteTree, directoriesIn, findDirectory, makeDirectory, measureTree } from './store-directory';
import { PRIVATE_DIRECTORY, PRIVATE_FILE } from './store-directory';
import { errorCode, pageMissing, storeError } from './store-errors';
import { StoreSpace } from './store-space';

export interface FilePageStoreOptions {
  /** Made when it is not there. */
  readonly directory: string;
  /** Bound of all pages together in bytes; default 4 GiB or half of the disk's free space, whichever is less. */
  readonly maxBytes?: number;
  /** `after-page-rename`: the page is visible, nobody knows its ref yet. */
  readonly faultPoint?: FaultPoint;
}

const WRITE_NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

export class FilePageStore implements PageStore {
  private constructor(
    readonly hostId: string,
    private readonly pages: string,
    private readonly space: StoreSpace,
    private readonly faultPoint: FaultPoint,
  ) {}

  /** Throws `PermissionDenied`, `PageStoreFull` (no room for the first file). */
  static async open(options: FilePageStoreOptions): Promise<FilePageStore> {
    try {
      await mkdir(options.directory, { recursive: true, mode: PRIVATE_DIRECTORY });
      await chmod(options.directory, PRIVATE_DIRECTORY);
    } catch (error) {
      throw storeError(error, 'making the page directory', options.directory);
    }
    const directory = await realpath(options.directory);
    const pages = await makeDirectory(directory, ['pages']);
    const space = await StoreSpace.measure(pages, options.maxBytes);
    return new FilePageStore(await hostIdOf(directory), pages, space, options.faultPoint ?? (() => undefined));
  }

  async create(address: PageAddress, encoding: PageEncoding, schema: StreamSchema): Promise<PageWriter> {
    await this.space.requireRoom();
    const hash = schemaHash(schema);
    const directory = await makeDirectory(this.pages, [...runParts(address), ...streamParts(address.stream)]);
    await this.keepSchema(directory, hash, schema);
    const file = await this.newFile(pageKey(address));
    return new PageFileWriter(file, this.space, { encoding, schemaHash: hash }, () =>
      this.faultPoint('after-page-rename'),
    );
  }

  async open(ref: PageRef): Promise<PageReader> {
    const path = await this.find(ref.key);
    if (path === null) throw pageMissing(ref.key, 'it is not in this store');
    const file = await openPlainFile(path);
    try {
      const { size } = await file.stat();
      if (size !== ref.bytes) throw pageMissing(path, `it has ${size} bytes instead of ${ref.bytes}`);
    } finally {
      await file.close();
    }
    return new PageFileReader(ref, await this.readSchema(dirname(path), ref.schemaHash), path);
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const path = await this.find(key);
      const entry = path === null ? null : await lstat(path).catch(() => null);
      if (path === null || entry === null) continue;
      await unlink(path).then(
        () => this.space.give(entry.size),
        (error: unknown) => {
          if (errorCode(error) !== 'ENOENT') throw storeError(error, 'deleting', path);
        },
      );
    }
  }

  async removeRun(run: { project: string; stateId: string; runId: string; stream?: string }): Promise<void> {
    const stream = run.stream === undefined ? [] : streamParts(run.stream);
    const path = await findDirectory(this.pages, [...runParts(run), ...stream]);
    if (path === null) return;
    await deleteTree(path);
    await this.space.remeasure();
  }

  async sweep(olderThanSeconds: number): Promise<number> {
    const before = Date.now() - olderThanSeconds * 1000;
    let swept = 0;
    for (const project of await directoriesIn(this.pages)) {
      for (const state of await directoriesIn(join(this.pages, project))) {
        for (const run of await directoriesIn(join(this.pages, project, state))) {
          const path = join(this.pages, project, state, run);
          if ((await measureTree(path)).touchedMs > before) continue;
          await deleteTree(path);
          swept++;
        }
      }
    }
    if (swept > 0) await this.space.remeasure();
    return swept;
  }

  /**
   * An attempt that runs twice (a zombie beside its repetition) must not touch its twin's file: whoever finds the name taken
   * gets another key. The temporary file is the arbiter, so it is looked for before the finished one.
   */
  private async newFile(key: string): Promise<PageFile> {
    const path = join(this.pages, `${key}.page`);
    const temporaryPath = join(this.pages, `${key}.tmp`);
    const handle = await openNew(temporaryPath);
    if (handle !== null) {
      if ((await lstat(path).catch(() => null)) === null) return { key, path, temporaryPath, handle };
      await handle.close();
      await unlink(temporaryPath);
    }
    return this.newFile(`${key}.${randomBytes(4).toString('hex')}`);
  }

  private async find(key: string): Promise<string | null> {
    const parts = keyParts(key);
    if (parts === null) return null;
    const directory = await findDirectory(this.pages, parts.slice(0, -1));
    return directory === null ? null : join(directory, `${parts.at(-1)}.page`);
  }

  /** Written once per folder; complete under its name or not there. */
  private async keepSchema(directory: string, hash: string, schema: StreamSchema): Promise<void> {
    const path = join(directory, `${hash}.schema`);
    if ((await lstat(path).catch(() => null)) !== null) return;
    const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      await writeFile(temporary, JSON.stringify(schema), { flag: 'wx', mode: PRIVATE_FILE });
      await rename(temporary, path);
    } catch (error) {
      throw storeError(error, 'writing the schema', path);
    }
  }

  private async readSchema(directory: string, hash: string): Promise<StreamSchema> {
    const path = join(directory, `${hash}.schema`);
    const file = await openPlainFile(path);
    try {
      const schema = parseSchema(await file.readFile('utf8'));
      if (schema === null || schemaHash(schema) !== hash)
        throw pageMissing(path, 'its schema does not match its fingerprint');
      return schema;
    } finally {
      await file.close();
    }
  }
}

/** Null when the name is taken. */
async function openNew(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, WRITE_NEW, PRIVATE_FILE);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return null;
    throw storeError(error, 'making the page', path);
  }
}

/** The fingerprint vouches for the shape, so what is checked here is only that it can be taken. */
function parseSchema(text: string): StreamSchema | null {
  try {
    const value = JSON.parse(text) as StreamSchema;
    return Array.isArray(value.columns) && Array.isArray(value.keyProperties) ? value : null;
  } catch {
    return null;
  }
}
