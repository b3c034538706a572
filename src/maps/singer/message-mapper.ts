/** The mapper as a Singer filter: lines of messages in, lines of messages out. */
import { MeltemiError } from '../../model/errors';
import { parseExact } from '../../model/exact-json';
import type { JsonObject, JsonValue } from '../../model/json';
import { addFaults, type MapFaults } from '../../model/map-faults';
import { LineOutput } from '../page/line-output';
import { shownAt, type SettingExpression } from '../plan/expression-source';
import { readMapSettings, type MapSettings } from '../plan/map-settings';
import { hasTransformations } from '../transform-field/rules';
import type { PythonError } from '../values/python-error';
import { isSame, RecordFields } from './record-fields';
import { blanksFrom, isNamed, Members, notJson, OPEN_BRACE, scanObject } from './json-scanner';
import { MappedStream, type SchemaMessage } from './mapped-stream';

const NEWLINE = 0x0a;
const RECORD = Buffer.from('"RECORD"');

interface KnownStream {
  /** The name as it stands in messages, with its quotes. */
  readonly bytes: Buffer;
  readonly mapped: MappedStream;
}

export class MessageMapper {
  private readonly settings: MapSettings;
  private readonly message = new Members();
  private readonly fields = new RecordFields();
  private readonly streams = new Map<string, KnownStream>();
  private last: KnownStream | null = null;
  private counted: MapFaults | null = null;
  private readonly output = new LineOutput();
  private line = 0;
  private passed = false;

  /**
   * `config`: the settings of the mapper; `unused`: whether streams of which no record passes have messages of their schema all the same,
   * as the real mapper does it and taps with maps do not. Throws `ConfigInvalid`, and `Unsupported` for rules of transform-field.
   */
  constructor(
    config: JsonObject,
    private readonly now: () => number = () => Date.now() * 1000,
    private readonly unused = true,
  ) {
    if (hasTransformations(config)) {
      throw new MeltemiError(
        'Unsupported',
        'The rules of `transformations` work in pipelines; as a filter of Singer messages only `stream_maps` do.',
        'Write them as `stream_maps`, or use the mapping in a pipeline.',
      );
    }
    this.settings = readMapSettings(config);
  }

  /**
   * Maps whole lines. What came before an error is in the result. The bytes are lent until the next call. The error is `ConfigInvalid`
   * for a map that a stream cannot have, `MapFailed` for a record, `RecordInvalid` for what is no message.
   */
  map(lines: Buffer): { readonly bytes: Buffer; readonly error: MeltemiError | null } {
    this.output.begin(lines);
    for (let start = 0; start < lines.length;) {
      const newline = lines.indexOf(NEWLINE, start);
      const end = newline < 0 ? lines.length : newline;
      this.line++;
      try {
        if (blanksFrom(lines, start) < end) this.take(lines, start, end);
      } catch (error) {
        if (!(error instanceof MeltemiError)) throw error;
        return { bytes: this.output.finish(), error: this.atLine(error) };
      }
      start = end + 1;
    }
    return { bytes: this.output.finish(), error: null };
  }

  /** Whether the record that came last is let through by the map of its own stream, whatever other streams take of it. */
  get hasPassed(): boolean {
    return this.passed;
  }

  /** What the policy of the map has done so far; null: nothing. */
  get faults(): MapFaults | null {
    return this.counted;
  }

  private take(lines: Buffer, start: number, end: number): void {
    const { message } = this;
    this.fields.members.count = 0;
    const behind = scanObject(lines, blanksFrom(lines, start), end, message, this.fields.members);
    if (blanksFrom(lines, behind) < end) throw notJson();
    const typeAt = memberNamed(lines, message, 'type');
    const typeStart = message.valueStart[typeAt] ?? 0;
    if (isSame(lines, typeStart, (message.valueEnd[typeAt] ?? 0) - typeStart, RECORD)) return this.takeRecord(lines);
    const type = textOf(lines, message, typeAt);
    switch (type) {
      case 'SCHEMA':
        return this.takeSchema(lines.toString('utf8', start, end));
      case 'ACTIVATE_VERSION': {
        const version = memberNamed(lines, message, 'version');
        if (version < 0) throw incomplete('ACTIVATE_VERSION', 'version');
        const text = lines.toString('utf8', message.valueStart[version], message.valueEnd[version]);
        return this.streamOf(lines, 'ACTIVATE_VERSION').mapped.writeActivateVersion(text, this.output, this.unused);
      }
      case 'STATE':
        this.output.copy(start, end);
        return this.output.text('\n');
      default:
        throw new MeltemiError(
          'RecordInvalid',
          type === '' ? 'A message has no `type`.' : `A mapper cannot take messages of type \`${type.slice(0, 40)}\`.`,
          'Mappers take SCHEMA, RECORD, STATE and ACTIVATE_VERSION; switch off BATCH messages in the tap.',
        );
    }
  }

  private takeRecord(lines: Buffer): void {
    const { message, fields } = this;
    const stream = this.streamOf(lines, 'RECORD');
    const record = memberNamed(lines, message, 'record');
    if (record < 0 || lines[message.valueStart[record] ?? 0] !== OPEN_BRACE) throw incomplete('RECORD', 'record');
    fields.begin(lines);
    this.passed = stream.mapped.writeRecord(fields, this.writeSuffix, this.output);
  }

  /** The rest of a RECORD message: `version` and `time_extracted` as they came. */
  private readonly writeSuffix = (output: LineOutput): void => {
    const { message, fields } = this;
    for (const name of ['version', 'time_extracted']) {
      const at = memberNamed(fields.buffer, message, name);
      if (at < 0) continue;
      output.text(`,"${name}":`);
      output.copy(message.valueStart[at] ?? 0, message.valueEnd[at] ?? 0);
    }
    output.text('}\n');
  };

  private takeSchema(line: string): void {
    const message = parsed(line);
    const { stream, schema } = message;
    if (typeof stream !== 'string') throw incomplete('SCHEMA', 'stream');
    if (!isObject(schema)) throw incomplete('SCHEMA', 'schema');
    const mapped = MappedStream.make(
      { ...message, stream, schema } satisfies SchemaMessage,
      this.settings,
      this.fields,
      {
        now: this.now,
        emptyBookmarks: this.unused,
        errors: {
          policy: this.settings.onError,
          fail: (error, expression) => this.failure(error, expression, stream),
          count: (what, expression) => this.count(what, expression),
        },
      },
    );
    this.last = null;
    this.streams.set(stream, { bytes: Buffer.from(JSON.stringify(stream)), mapped });
    mapped.writeSchemas(this.output, this.unused);
  }

  /** The stream of the message at hand. */
  private streamOf(lines: Buffer, type: string): KnownStream {
    const { message, last } = this;
    const at = memberNamed(lines, message, 'stream');
    if (at < 0) throw incomplete(type, 'stream');
    const start = message.valueStart[at] ?? 0;
    if (last !== null && isSame(lines, start, (message.valueEnd[at] ?? 0) - start, last.bytes)) return last;
    const name = textOf(lines, message, at);
    const known = this.streams.get(name);
    if (known === undefined) {
      throw new MeltemiError(
        'RecordInvalid',
        `A ${type} message of stream \`${name}\` comes before its SCHEMA message.`,
        'The program before the mapper has to print the SCHEMA first.',
      );
    }
    this.last = known;
    return known;
  }

  private count(what: 'dropped' | 'nulled', { place }: SettingExpression): void {
    const one = { dropped: 0, nulled: 0, first: `\`${place.path}\`` };
    this.counted = addFaults(this.counted, { ...one, [what]: 1 });
  }

  private failure(error: PythonError, { place, source }: SettingExpression, stream: string): MeltemiError {
    const at = shownAt(source, error.span ?? { from: 0, to: source.length });
    return new MeltemiError(
      'MapFailed',
      `The expression \`${place.path}\` failed on a record of stream \`${stream}\`: ${error.name}: ${error.message} At ${at}`,
      `Correct \`${place.path}\` so that it can take every record, or leave such records out with \`__filter__\`.`,
      { cause: error },
    );
  }

  private atLine(error: MeltemiError): MeltemiError {
    return new MeltemiError(error.code, `Line ${this.line} of the input: ${error.reason}`, error.instruction, {
      cause: error,
    });
  }
}

/** The place of a member in a message; -1 when there is none. The last of one name counts. */
function memberNamed(lines: Buffer, message: Members, name: string): number {
  for (let i = message.count - 1; i >= 0; i--) {
    if (isNamed(lines, message.keyStart[i] ?? 0, message.keyEnd[i] ?? 0, name)) return i;
  }
  return -1;
}

/** The text of a member; empty when it is none. */
function textOf(lines: Buffer, message: Members, at: number): string {
  if (at < 0) return '';
  const value = parsedValue(lines.toString('utf8', message.valueStart[at], message.valueEnd[at]));
  return typeof value === 'string' ? value : '';
}

function parsed(line: string): JsonObject {
  const value = parsedValue(line);
  if (!isObject(value)) throw notJson();
  return value;
}

function parsedValue(text: string): JsonValue {
  try {
    return parseExact(text);
  } catch {
    throw notJson();
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function incomplete(type: string, member: string): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `A ${type} message has no \`${member}\`.`,
    'Look at what the program before the mapper prints.',
  );
}
