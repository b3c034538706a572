/** Which runner replays which set. A set without one fails as a whole: nothing is passed over in silence. */
import { readFileSync } from 'node:fs';
import { parseExact } from '../../../src/model/exact-json';
import { closeCasePostgres } from './case-postgres';
import { MeltanoReplay } from './meltano-replay';
import { closeRecordedPostgres } from './replay-target-postgres';
import type { CaseResult } from './report';
import type { CaseSet } from './sets';
import { SINGER_RUNNERS } from './singer-runners';

let meltano: MeltanoReplay | null = null;

interface SingerCase {
  readonly id: string;
}

/** `only`: a part of the names of the cases wanted. */
export async function runSet(root: string, set: CaseSet, only: string): Promise<readonly CaseResult[]> {
  if (set.name.startsWith('meltano/')) {
    meltano ??= new MeltanoReplay(root);
    return meltano.run(set.path, only);
  }
  // Read without loss: `1.0` and `100.00` are part of the recordings.
  const { cases } = parseExact(readFileSync(set.path, 'utf8')) as unknown as { cases: readonly SingerCase[] };
  const wanted = cases.filter(({ id }) => id.includes(only));
  const runner = SINGER_RUNNERS[set.name];
  const results: CaseResult[] = [];
  for (const recorded of wanted) {
    const differences = runner === undefined ? ['There is no runner for this set yet.'] : await runner(recorded);
    results.push({ name: recorded.id, weight: null, differences });
  }
  return results;
}

export async function closeRunners(): Promise<void> {
  await closeRecordedPostgres();
  await meltano?.close();
  await closeCasePostgres();
}
