/** Pages of a real store, made of values, and a folder for the files that a test makes of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StreamSchema } from '../../src/model/stream';
import { escapeField, NULL_FIELD } from '../../src/pages/encoding/text';
import type { PageReader } from '../../src/pages/page-store';
import { FilePageStore } from '../../src/pages/store/file-page-store';

export class FileBench {
  private made = 0;

  private constructor(
    readonly folder: string,
    private readonly store: FilePageStore,
  ) {}

  static async open(): Promise<FileBench> {
    const folder = await mkdtemp(join(tmpdir(), 'meltemi-files-'));
    return new FileBench(folder, await FilePageStore.open({ directory: join(folder, 'pages') }));
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** A path where nothing is yet. */
  path(): string {
    this.made += 1;
    return join(this.folder, `file-${String(this.made)}`);
  }

  /** `rows`: page texts, unescaped. */
  page(schema: StreamSchema, rows: readonly (readonly (string | null)[])[]): Promise<PageReader> {
    const lines = rows.map((row) => row.map((value) => (value === null ? NULL_FIELD : escapeField(value))).join('\t'));
    return this.rawPage(schema, Buffer.from(lines.map((line) => `${line}\n`).join('')), rows.length);
  }

  async rawPage(schema: StreamSchema, bytes: Buffer, rows: number): Promise<PageReader> {
    this.made += 1;
    const address = { project: 'p', stateId: 's', runId: 'r', stream: 'rows', seq: this.made, attempt: '1' };
    const writer = await this.store.create(address, 'text', schema);
    await writer.write(bytes, rows);
    return this.store.open(await writer.commit());
  }
}

/** Column name → the source's type; all may be null. */
export function sqlSchema(types: Readonly<Record<string, string>>): StreamSchema {
  const columns = Object.entries(types).map(([name, sqlType]) => ({ name, schema: {}, sqlType, nullable: true }));
  return { columns, keyProperties: [] };
}
