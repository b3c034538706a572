/** Runs the state cases recorded from the Singer SDK with taps of this one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExact } from '../../../src/model/exact-json';
import { readExceptions } from '../../conformance/replay/exceptions';
import { replayState } from '../../conformance/replay/replay-state';

const folder = join(__dirname, '../../conformance');
const exceptions = readExceptions(join(folder, 'EXCEPTIONS.md'));
const text = readFileSync(join(folder, 'singer/state.json'), 'utf8');
const { cases } = parseExact(text) as unknown as { readonly cases: readonly { readonly id: string }[] };

it('has all cases', () => {
  expect(cases).toHaveLength(56);
});

it.each(cases.map((recorded) => [recorded.id, recorded] as const))('%s', async (id, recorded) => {
  const differences = await replayState(recorded);
  if (exceptions.has(`singer/state/${id}`)) expect(differences).not.toEqual([]);
  else expect(differences).toEqual([]);
});
