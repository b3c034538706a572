/** A stream with settings of a test, and what came of reading it. */
import type { MeltemiError } from '../../src/model/errors';
import {
  BearerTokenAuthenticator,
  HttpClient,
  RestStream,
  standaloneRun,
  type Authenticator,
  type SdkRecord,
  type StreamRun,
} from '../../src/sdk';

export class ItemStream extends RestStream {
  readonly name = 'items';
  override readonly schema = { properties: {} };
  override readonly path: string = '/items';
  override readonly recordsJsonpath: string = '$.data[*]';
  override readonly nextPageTokenJsonpath: string | null = '$.next';
  readonly #urlBase: string;

  constructor(urlBase: string) {
    super({ name: 'tap-items', config: {} });
    this.#urlBase = urlBase;
  }

  get urlBase(): string {
    return this.#urlBase;
  }

  override get authenticator(): Authenticator {
    return new BearerTokenAuthenticator('hostile-secret');
  }
}

export interface Outcome {
  readonly records: readonly SdkRecord[];
  readonly error: MeltemiError | null;
  /** Seconds of each wait. */
  readonly waits: readonly number[];
}

/** Waits take no time. Errors that are none of the product's are thrown. */
export async function readAll(stream: RestStream, changes: Partial<StreamRun> = {}): Promise<Outcome> {
  const waits: number[] = [];
  const client = new HttpClient();
  stream.begin(
    standaloneRun({ client, jitterSeconds: () => 0, sleep: async (seconds) => void waits.push(seconds), ...changes }),
  );
  const records: SdkRecord[] = [];
  try {
    for await (const record of stream.getRecords(null)) records.push(record);
    return { records, error: null, waits };
  } catch (error) {
    if ((error as Error).name !== 'MeltemiError') throw error;
    return { records, error: error as MeltemiError, waits };
  } finally {
    await client.close();
  }
}
