/** A page that is kept in memory, for a look at the first records. */
import type { PageRef } from '../../model/page-ref';
import type { PageWriter } from '../../pages/page-store';

export class MemoryPage implements PageWriter {
  readonly chunks: Buffer[] = [];
  bytes = 0;
  rows = 0;

  write(chunk: Buffer, rows: number): Promise<void> {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    this.rows += rows;
    return Promise.resolve();
  }

  commit(): Promise<PageRef> {
    return Promise.reject(new Error('A page in memory is not handed on.'));
  }

  abort(): Promise<void> {
    return Promise.resolve();
  }
}
