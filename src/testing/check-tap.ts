/** The standard checks of a tap, run against its source: no Temporal, no project, and no test runner. */
import { MeltemiError } from '../model/errors';
import { childContexts, HttpClient, type SdkRecord, type Stream, type Tap } from '../sdk';
import { propertiesOf } from '../sdk/json-schema';
import type { CheckName, CheckResult, Outcome } from './check-result';
import { checkProperties } from './property-checks';
import * as inRecords from './record-checks';
import { StreamSampler, type SampledRecord, type StreamSample } from './stream-sample';
import * as inTap from './tap-checks';

export interface CheckOptions {
  /** Records read of each stream. */
  readonly maxRecords?: number;
  /** Streams to look at, by name; absent: all. */
  readonly streams?: readonly string[];
  /** Streams that may have no records, by name; `true`: all of them. */
  readonly mayBeEmpty?: readonly string[] | true;
  readonly signal?: AbortSignal;
}

/** Enough for two pages of most APIs, and a few seconds of a live one. */
const MAX_RECORDS = 100;

/** Results as they come, stream after stream. What the tap throws is a result; a stream that it does not have throws `StreamNotFound`. */
export async function* checkTap(tap: Tap, options: CheckOptions = {}): AsyncGenerator<CheckResult> {
  const { maxRecords = MAX_RECORDS, streams, mayBeEmpty = [], signal = new AbortController().signal } = options;
  yield await judged('describes itself', null, () => inTap.badDescription(tap));
  const discovery = await judged('discovery', null, () => inTap.badDiscovery(tap));
  yield discovery;
  if (discovery.outcome === 'failed') return;
  const names = tap.discoverStreams().map(({ name }) => name);
  for (const name of streams ?? []) if (!names.includes(name)) throw noStream(tap.name, name, names);
  const client = new HttpClient();
  try {
    const sampler = new StreamSampler(tap, client, signal, maxRecords);
    for (const name of names) {
      signal.throwIfAborted();
      if (streams !== undefined && !streams.includes(name)) continue;
      yield* new StreamChecks(tap, name, sampler, mayBeEmpty === true || mayBeEmpty.includes(name)).run();
    }
  } finally {
    await client.close();
  }
}

function noStream(tap: string, name: string, names: readonly string[]): MeltemiError {
  return new MeltemiError(
    'StreamNotFound',
    `The tap \`${tap}\` has no stream \`${name}\` to check.`,
    `Its streams are ${names.map((each) => `\`${each}\``).join(', ')}.`,
  );
}

/** Null: all is well. */
type Problem = string | null;

class StreamChecks {
  readonly #stream: Stream;

  constructor(
    private readonly tap: Tap,
    private readonly name: string,
    private readonly sampler: StreamSampler,
    private readonly mayBeEmpty: boolean,
  ) {
    this.#stream = sampler.begun(name);
  }

  async *run(): AsyncGenerator<CheckResult> {
    const stream = this.#stream;
    const schema = await this.#judged('schema is valid', () => inTap.badSchema(stream));
    yield schema;
    if (schema.outcome === 'failed') return;
    yield await this.#judged('keys in schema', () => inTap.keysWithoutProperty(stream));
    let sample: StreamSample | null = null;
    const connection = await this.#judged('connection', async () => {
      sample = await this.sampler.sample(this.name);
      return null;
    });
    yield connection;
    if (sample !== null) yield* this.#ofSample(sample);
  }

  async *#ofSample(sample: StreamSample): AsyncGenerator<CheckResult> {
    const records = sample.records.map(({ record }) => record);
    if (records.length === 0) {
      yield this.#result(
        'returns records',
        this.mayBeEmpty ? 'skipped' : 'failed',
        'there is no record to look at. Look at `recordsJsonpath`, and at what the API answers; a stream may be named in `mayBeEmpty`.',
      );
      return;
    }
    yield this.#result('returns records', 'passed', '');
    const stream = this.#stream;
    yield await this.#judged('schema matches records', () => inRecords.unmetProperties(stream, records), 'warned');
    yield await this.#judged('records match catalog', () => inRecords.unknownProperties(stream, records), 'warned');
    yield await this.#judged('records match schema', () => inRecords.mismatchedRecords(stream, records));
    yield stream.primaryKeys.length === 0
      ? this.#result('primary keys', 'skipped', 'the stream has no `primaryKeys`: a target can only append.')
      : await this.#judged('primary keys', () => inRecords.badPrimaryKeys(stream, records));
    yield* this.#ofReplication(sample.records, records);
    yield await this.#pageResumes(sample);
    yield* this.#ofChildren(sample.records);
    for (const { check, property, problem } of checkProperties(propertiesOf(stream.schema) ?? {}, records))
      yield this.#result(check, problem === null ? 'passed' : 'failed', problem ?? '', property);
  }

  async *#ofReplication(sampled: readonly SampledRecord[], records: readonly SdkRecord[]): AsyncGenerator<CheckResult> {
    const stream = this.#stream;
    const { replicationKey: key } = stream;
    if (key === null) return;
    const usable = await this.#judged('replication key', () => inRecords.badReplicationKeys(key, records));
    yield usable.outcome === 'failed'
      ? usable
      : await this.#judged('replication key', () => inRecords.emptyReplicationKeys(key, records), 'warned');
    if (usable.outcome === 'failed') return;
    if (stream.isSorted)
      yield await this.#judged('sorted records', () => inRecords.unsortedRecords(stream, key, sampled));
    yield await this.#judged('bookmark resumes', async () => {
      await this.sampler.sample(this.name, inRecords.furthestBookmark(stream, key, records), 1);
      return null;
    });
  }

  async #pageResumes({ secondPage }: StreamSample): Promise<CheckResult> {
    if (secondPage === null) return this.#result('page resumes', 'skipped', 'there is no second page.');
    return this.#judged('page resumes', async () => {
      const again = await this.sampler.pageAt(this.name, secondPage);
      return again === null ? null : inRecords.differentPages(this.#stream, secondPage.records, again);
    });
  }

  /** Of streams that others have for their parent. */
  async *#ofChildren(sampled: readonly SampledRecord[]): AsyncGenerator<CheckResult> {
    const stream = this.#stream;
    const children = this.tap.discoverStreams().filter(({ parentStream }) => {
      return parentStream !== null && stream instanceof parentStream;
    });
    if (children.length === 0) return;
    yield await this.#judged('child contexts', () => {
      for (const { record, context } of sampled) {
        const made = childContexts(stream, children, record, context);
        const missing = made.flatMap((each) => Object.keys(each).filter((key) => (each[key] ?? null) === null));
        if (missing[0] !== undefined)
          return `a record gives a context without a value for \`${missing[0]}\`. Correct \`getChildContext\`, or give null for a record without children.`;
        if (JSON.stringify(childContexts(stream, children, record, context)) !== JSON.stringify(made))
          return 'the same record gives another context each time. A context may depend on its record only.';
      }
      return null;
    });
  }

  #judged(check: CheckName, look: () => Problem | Promise<Problem>, otherwise?: Outcome): Promise<CheckResult> {
    return judged(check, this.name, look, otherwise);
  }

  #result(check: CheckName, outcome: Outcome, message: string, property: string | null = null): CheckResult {
    return { check, stream: this.name, property, outcome, message };
  }
}

/** `otherwise`: what a problem makes of the check. What the tap throws fails it. */
async function judged(
  check: CheckName,
  stream: string | null,
  look: () => Problem | Promise<Problem>,
  otherwise: Outcome = 'failed',
): Promise<CheckResult> {
  try {
    const problem = await look();
    return { check, stream, property: null, outcome: problem === null ? 'passed' : otherwise, message: problem ?? '' };
  } catch (error) {
    return { check, stream, property: null, outcome: 'failed', message: told(error) };
  }
}

/** Errors of an author's own code say what they hold: they are told as they are, without a stack. */
function told(error: unknown): string {
  if (error instanceof MeltemiError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
