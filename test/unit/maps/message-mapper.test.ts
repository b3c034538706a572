/** The mapper as a Singer filter: what the recorded cases do not have. */
import { MessageMapper } from '../../../src/maps/singer/message-mapper';
import type { JsonObject } from '../../../src/model/json';

const SCHEMA = {
  type: 'SCHEMA',
  stream: 'users',
  schema: { type: 'object', properties: { id: { type: 'integer' }, email: { type: ['string', 'null'] } } },
  key_properties: ['id'],
};

function map(config: JsonObject, ...lines: readonly (string | object)[]) {
  const mapper = new MessageMapper(config, () => 1_700_000_000_123_456);
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const { bytes, error } = mapper.map(Buffer.from(text));
  return { faults: mapper.faults, lines: bytes.toString('utf8').split('\n').slice(0, -1), error };
}

function record(fields: string): string {
  return `{"type": "RECORD", "stream": "users", "record": ${fields}}`;
}

const MASKED: JsonObject = { stream_maps: { users: { email: 'md5(email) if email else None' } } };

describe('records', () => {
  it('keep what no expression touches, byte for byte', () => {
    const { lines } = map(
      { stream_maps: { users: { email: null } } },
      SCHEMA,
      record(
        '{"id": 12345678901234567890, "n": 1.0e2 , "text": "\\u00e9\\/", "email": "x", "deep": {"a": [1, {"b": "}"}]}}',
      ),
    );
    expect(lines[1]).toBe(
      '{"type":"RECORD","stream":"users","record":{"id": 12345678901234567890, "n": 1.0e2 , "text": "\\u00e9\\/","deep": {"a": [1, {"b": "}"}]}}}',
    );
  });

  it('may have other fields, in another order, from one to the next', () => {
    const { lines } = map(
      { stream_maps: { users: { both: "f'{id}-{_.get('email', 'none')}'" } } },
      SCHEMA,
      record('{"id":1,"email":"a"}'),
      record('{"email":"b","id":2}'),
      record('{"id":3}'),
      record('{"id":4,"email":"d","more":true}'),
    );
    expect(lines.slice(1).map((line) => (JSON.parse(line) as { record: unknown }).record)).toEqual([
      { id: 1, email: 'a', both: '1-a' },
      { email: 'b', id: 2, both: '2-b' },
      { id: 3, both: '3-none' },
      { id: 4, email: 'd', more: true, both: '4-d' },
    ]);
  });

  it('have one value for a name that stands there twice: the last', () => {
    const { lines } = map(
      MASKED,
      SCHEMA,
      record('{"id":1,"email":"old","x":0,"email":"new"}'),
      record('{"id":2,"email":"old","x":0,"email":"new"}'),
    );
    for (const line of lines.slice(1)) expect(line).toContain('"email":"22af645d1859cb5ca6da0c484f1f37ea"');
  });

  it('know a field by its name, however that is escaped', () => {
    const { lines } = map(MASKED, SCHEMA, record('{"id":1,"e\\u006dail":"new"}'));
    expect(lines[1]).toContain('22af645d1859cb5ca6da0c484f1f37ea');
  });

  it('keep version and time_extracted', () => {
    const { lines } = map(
      MASKED,
      SCHEMA,
      '{"type":"RECORD","time_extracted":"2026-01-01T00:00:00Z","stream":"users","version":7,"record":{"id":1,"email":null}}',
    );
    expect(JSON.parse(lines[1] ?? '')).toEqual({
      type: 'RECORD',
      stream: 'users',
      record: { id: 1, email: null },
      version: 7,
      time_extracted: '2026-01-01T00:00:00Z',
    });
  });
});

describe('what ends the mapping', () => {
  it.each([
    ['half a line', '{"type":"RECORD","stream":"users","record":{"id":1', 'not a JSON object'],
    ['a log line', 'INFO starting', 'not a JSON object'],
    ['a list', '[1]', 'not a JSON object'],
    ['two messages on a line', `${record('{"id":1}')}${record('{"id":2}')}`, 'not a JSON object'],
    ['a word that is no value', record('{"id":nil}'), 'not a JSON object'],
    ['a record that is none', record('[1]'), 'no `record`'],
    ['no type', '{"stream":"users"}', 'no `type`'],
    ['no stream', '{"type":"RECORD","record":{}}', 'no `stream`'],
    ['a batch', '{"type":"BATCH","stream":"users"}', '`BATCH`'],
    ['a record before its schema', '{"type":"RECORD","stream":"others","record":{}}', 'before its SCHEMA'],
  ])('%s, behind what came before, with its line', (_name, line, message) => {
    const { lines, error } = map(
      MASKED,
      SCHEMA,
      record('{"id":1,"email":null}'),
      line,
      record('{"id":3,"email":null}'),
    );
    expect(lines).toHaveLength(2);
    expect(error?.code).toBe('RecordInvalid');
    expect(error?.reason).toContain('Line 3 of the input');
    expect(error?.reason).toContain(message);
  });

  it('an expression, whose error has its text and none of the record', () => {
    const { lines, error } = map(
      { stream_maps: { users: { n: 'int(email)' } } },
      SCHEMA,
      record('{"id":1,"email":"12"}'),
      record('{"id":2,"email":"secret@example.com"}'),
    );
    expect(lines).toHaveLength(2);
    expect(error?.code).toBe('MapFailed');
    expect(error?.reason).toContain('int(email)');
    expect(error?.message).not.toContain('secret');
  });

  it('leaves no half message of a record whose last expression fails', () => {
    const { lines, error } = map({ stream_maps: { users: { a: '1', b: "int('x')" } } }, SCHEMA, record('{"id":1}'));
    expect(error?.code).toBe('MapFailed');
    expect(lines).toHaveLength(1);
  });
});

describe('schemas', () => {
  it('keep numbers that a double cannot hold', () => {
    const { lines } = map(
      { stream_maps: {} },
      '{"type":"SCHEMA","stream":"users","schema":{"properties":{"id":{"type":"integer","maximum":9223372036854775807}}},"key_properties":["id"]}',
    );
    expect(lines[0]).toContain('"maximum":9223372036854775807');
  });

  it('come again when the tap sends another one', () => {
    const wider = { ...SCHEMA, schema: { properties: { ...SCHEMA.schema.properties, age: { type: 'integer' } } } };
    const { lines } = map({ stream_maps: { users: { older: 'age + 1' } } }, SCHEMA, wider, record('{"id":1,"age":4}'));
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain('"older":5');
  });
});

describe('a record on which an expression fails', () => {
  const records = ['{"id":1,"email":"5"}', '{"id":2,"email":"x"}', '{"id":3,"email":"7"}'].map(record);
  const run = (policy: string, users: JsonObject) => {
    const { lines, faults } = map({ stream_maps: { users }, stream_map_errors: policy }, SCHEMA, ...records);
    const shown = lines.slice(1).map((line) => (JSON.parse(line) as { record: { id: unknown; n?: unknown } }).record);
    return { shown: shown.map(({ id, n }) => [id, n]), faults };
  };
  const first = '`stream_maps.users.n`';

  it('keeps a null or is left out, as the policy says', () => {
    expect(run('null', { n: 'int(email)' })).toEqual({
      shown: [
        [1, 5],
        [2, null],
        [3, 7],
      ],
      faults: { dropped: 0, nulled: 1, first },
    });
    expect(run('drop', { n: 'int(email)' })).toMatchObject({
      shown: [
        [1, 5],
        [3, 7],
      ],
      faults: { dropped: 1, nulled: 0, first },
    });
  });

  it('is left out when the filter or a key fails', () => {
    for (const users of [{ __filter__: 'int(email) > 0' }, { n: 'int(email)', id: 'int(email)' }]) {
      const { shown, faults } = run('null', users);
      expect(shown).toHaveLength(2);
      expect(faults).toMatchObject({ dropped: 1, nulled: 0 });
    }
  });
});
