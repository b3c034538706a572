/**
 * Keeps connections of one server open between short uses: a page comes every 100 ms or so, and a new connection with
 * SCRAM authentication costs about 10 ms. Broken or half-used connections are dropped, idle ones closed after a while.
 */
import type { Client } from 'pg';
import { connect, endOnAbort, type ConnectOptions } from './connect';
import { postgresFailure } from './errors';
import type { PostgresSettings } from './settings';

interface Idle {
  readonly client: Client;
  readonly timer: NodeJS.Timeout;
  /** Takes it off the list, when the server closes it. */
  readonly forget: () => void;
}

export class PostgresPool {
  private readonly idle: Idle[] = [];
  private closed = false;

  /** `idleMs`: 30 s by default, longer than any pause between the pages of a running stream. */
  constructor(
    private readonly settings: PostgresSettings,
    private readonly idleMs = 30_000,
  ) {}

  /**
   * Runs `work` with a connection of its own. The connection is used again only when `work` succeeded and left no
   * transaction open. Failures of the server or the network come out as `postgresFailure` makes them.
   */
  async use<T>(options: ConnectOptions, work: (client: Client) => Promise<T>): Promise<T> {
    options.signal?.throwIfAborted();
    const client = this.takeIdle() ?? (await connect(this.settings, options));
    const stopWatching = endOnAbort(client, this.settings, options.signal);
    try {
      const result = await work(client);
      this.giveBack(client);
      return result;
    } catch (error) {
      client.connection.stream.destroy();
      options.signal?.throwIfAborted();
      throw postgresFailure(error, { side: options.side, doing: options.purpose, settings: this.settings });
    } finally {
      stopWatching();
    }
  }

  /** Closes the idle connections; those in use are closed when they come back. */
  async close(): Promise<void> {
    this.closed = true;
    const idle = this.idle.splice(0);
    await Promise.all(
      idle.map(({ client, timer, forget }) => {
        clearTimeout(timer);
        client.off('end', forget);
        return client.end();
      }),
    );
  }

  private takeIdle(): Client | null {
    // The last one given back is the likeliest to be alive, and lets the others grow old.
    const last = this.idle.pop();
    if (last === undefined) return null;
    clearTimeout(last.timer);
    last.client.off('end', last.forget);
    return last.client;
  }

  private giveBack(client: Client): void {
    if (this.closed || client.getTransactionStatus() !== 'I') {
      void client.end().catch(() => undefined);
      return;
    }
    const forget = (): void => {
      const index = this.idle.indexOf(entry);
      if (index >= 0) this.idle.splice(index, 1);
      clearTimeout(entry.timer);
    };
    const timer = setTimeout(() => {
      client.off('end', forget);
      forget();
      void client.end().catch(() => undefined);
    }, this.idleMs);
    timer.unref();
    const entry: Idle = { client, timer, forget };
    client.once('end', forget);
    this.idle.push(entry);
  }
}
