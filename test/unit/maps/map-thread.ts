/** The script of the map threads, built from the source, with a store of one page of one record: `id` 7, `name` ann. */
import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ThreadPageMapper } from '../../../src/activities/thread-page-mapper';
import type { PageRef } from '../../../src/model/page-ref';
import { FilePageStore } from '../../../src/pages/store/file-page-store';

const STREAM = {
  name: 'users',
  schema: {
    columns: [
      { name: 'id', schema: { type: 'integer' }, nullable: false },
      { name: 'name', schema: { type: 'string' }, nullable: false },
    ],
    keyProperties: ['id'],
  },
};
const RUN = { project: 'test', stateId: 'maps', runId: 'run' } as const;

export class MapThread {
  private round = 0;

  private constructor(
    private readonly folder: string,
    private readonly store: FilePageStore,
    private readonly mapper: ThreadPageMapper,
    private readonly page: PageRef,
  ) {}

  static async start(): Promise<MapThread> {
    const folder = mkdtempSync(join(tmpdir(), 'meltemi-map-thread-'));
    // Beside the packages, which are not built in.
    const script = resolve(__dirname, '../../../node_modules/.cache/meltemi/map-thread.test.js');
    buildSync({
      entryPoints: [resolve(__dirname, '../../../src/map-thread.ts')],
      bundle: true,
      platform: 'node',
      packages: 'external',
      logLevel: 'warning',
      outfile: script,
    });
    const store = await FilePageStore.open({ directory: folder });
    const writer = await store.create(
      { ...RUN, stream: STREAM.name, seq: 0, attempt: 'extract.1' },
      'text',
      STREAM.schema,
    );
    await writer.write(Buffer.from('7\tann\n'), 1);
    const page = await writer.commit();
    return new MapThread(folder, store, new ThreadPageMapper({ script, directory: folder }), page);
  }

  /** The lines of the page with a property `x` of this expression. Rejects with `MapFailed`. */
  async map(expression: string): Promise<string> {
    const { signal } = new AbortController();
    const into = { ...RUN, stream: 'users>users', seq: 0, attempt: `map.${++this.round}` };
    const steps = [{ owner: 'test', config: { stream_maps: { users: { x: expression } } } }];
    const request = { steps, stream: STREAM, output: 'users', page: this.page, into };
    const { page } = await this.mapper.mapPage(request, signal);
    if (page === null) return '';
    const chunks: Buffer[] = [];
    for await (const chunk of (await this.store.open(page)).chunks(signal)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  }

  async stop(): Promise<void> {
    await this.mapper.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
