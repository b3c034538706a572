/** Runs the cases recorded from the real mapper through the Singer filter: message by message the same comes out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExact } from '../../../src/model/exact-json';
import { readExceptions } from '../../conformance/replay/exceptions';
import { replayMapper } from '../../conformance/replay/replay-mapper';

interface Recorded {
  readonly id: string;
}

const folder = join(__dirname, '../../conformance');
const exceptions = readExceptions(join(folder, 'EXCEPTIONS.md'));

describe.each([
  ['stream_maps', 291],
  ['flattening', 29],
])('cases of %s', (set, count) => {
  const text = readFileSync(join(folder, 'singer', `${set}.json`), 'utf8');
  const { cases } = parseExact(text) as unknown as { readonly cases: readonly Recorded[] };
  const isException = ({ id }: Recorded): boolean => exceptions.has(`singer/${set}/${id}`);

  it('are all here', () => {
    expect(cases).toHaveLength(count);
  });

  it.each(cases.filter((recorded) => !isException(recorded)).map((recorded) => [recorded.id, recorded] as const))(
    '%s comes out the same',
    (_id, recorded) => {
      expect(replayMapper(recorded)).toEqual([]);
    },
  );

  it('has no exception that passes after all', () => {
    const passing = cases.filter((recorded) => isException(recorded) && replayMapper(recorded).length === 0);
    expect(passing).toEqual([]);
  });
});
