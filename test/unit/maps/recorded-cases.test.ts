/** Runs the cases recorded from the real mapper through the compiler and the page mapper, and compares what comes out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCase, type RecordedCase } from './recorded-case';

const file = join(__dirname, '../../conformance/singer/stream_maps.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: RecordedCase[] };

/** Cases that end otherwise here, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'extra-record-field': 'a page holds the columns of its schema only, so a field beyond it is an unknown name',
};

describe('cases recorded from the real mapper', () => {
  it('are all here', () => {
    expect(cases).toHaveLength(291);
  });

  it.each(cases.filter(({ id }) => !(id in EXCEPTIONS)).map((recorded) => [recorded.id, recorded] as const))(
    '%s comes out the same',
    (_id, recorded) => {
      const { actual, expected } = runCase(recorded);
      expect(actual).toEqual(expected);
    },
  );

  it.each(Object.keys(EXCEPTIONS))('%s is refused before its first record', (id) => {
    const recorded = cases.find((other) => other.id === id);
    expect(recorded).toBeDefined();
    if (recorded) expect(runCase(recorded).actual).toMatchObject({ failed: true, records: [] });
  });
});
