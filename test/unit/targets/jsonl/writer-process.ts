/**
 * A worker of its own process: loads one batch and stops at a fault point, by `SIGKILL` or by `SIGSTOP`. Bundled and started by
 * `target.test.ts` with its order as JSON in the first argument; prints what came of it.
 */
import { MeltemiError } from '../../../../src/model/errors';
import type { PageRef } from '../../../../src/model/page-ref';
import { FilePageStore } from '../../../../src/pages/store/file-page-store';
import { createJsonlTarget } from '../../../../src/targets/jsonl/target';
import type { Batch, FinishRequest } from '../../../../src/targets/target';

export interface WriterOrder {
  readonly settings: { readonly destination_path: string; readonly do_timestamp_file: boolean };
  readonly pages: string;
  readonly page: PageRef | null;
  /** Without `page`: a batch to load, or a stream to finish. */
  readonly batch: Omit<Batch, 'page'> | null;
  readonly finish: FinishRequest | null;
  readonly stopAt: string;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

async function run(order: WriterOrder): Promise<string> {
  const signal = new AbortController().signal;
  let stopped = false;
  const target = createJsonlTarget(order.settings, {
    pluginName: 'target-jsonl',
    warn: () => undefined,
    faultPoint: (name) => {
      if (name !== order.stopAt || stopped) return;
      stopped = true;
      process.kill(process.pid, order.signal);
    },
  });
  if (order.finish !== null) await target.finish(order.finish, signal);
  if (order.batch !== null) {
    const store = await FilePageStore.open({ directory: order.pages });
    const page = order.page === null ? null : await store.open(order.page);
    await target.load({ ...order.batch, page }, signal);
  }
  return 'done';
}

const order = JSON.parse(process.argv[2] ?? '') as WriterOrder;
run(order).then(
  (result) => process.stdout.write(result),
  (error: unknown) => process.stdout.write(error instanceof MeltemiError ? error.code : String(error)),
);
