/** Replays the recorded cases of both variants of target-postgres: the same messages, and the tables must be the same. */
import { parseExact, compactExact } from '../../../src/model/exact-json';
import type { JsonObject, JsonValue } from '../../../src/model/json';
import { show } from './differences';
import { RecordedPostgres } from './recorded-postgres';
import { isSame } from './same-json';
import { runTarget } from './singer-target-run';

interface RecordedCase {
  readonly variant: string;
  readonly config?: JsonObject;
  readonly input?: readonly JsonObject[];
  readonly runs?: readonly (readonly JsonObject[])[];
  readonly setup_sql?: readonly string[];
  readonly expect: {
    readonly runs: readonly { readonly exit: number; readonly states: readonly JsonValue[]; readonly error?: string }[];
    readonly tables: Readonly<Record<string, JsonObject>>;
  };
}

let opened: RecordedPostgres | null = null;

/** `recorded`: a case read by `parseExact`. */
export async function replayTargetPostgres(recorded: unknown): Promise<readonly string[]> {
  // The set's file has cases of this form; its README says so.
  const { variant, config = {}, input = [], runs = [input], setup_sql: setup = [], expect } = recorded as RecordedCase;
  opened ??= await RecordedPostgres.open(process.env['MELTEMI_TEST_PG_URL'] ?? null);
  await opened.empty(setup);
  const plain = JSON.parse(compactExact(config)) as JsonObject;
  const settings = { default_target_schema: 'out', ...plain, sqlalchemy_url: opened.url };
  const differences: string[] = [];
  for (const [i, messages] of runs.entries()) {
    const expected = expect.runs[i];
    const { exit, states, error } = await runTarget({ name: 'target-postgres', variant }, settings, messages);
    if (exit !== expected?.exit) differences.push(`run ${i}: exit ${show(expected ?? null, error ?? exit)}`);
    const printed = states.map(parseExact);
    if (!isSame([...(expected?.states ?? [])], printed)) differences.push(`states: ${show(expected?.states, printed)}`);
  }
  differences.push(...tableDifferences(expect.tables, await opened.tables()));
  return differences;
}

export async function closeRecordedPostgres(): Promise<void> {
  await opened?.close();
  opened = null;
}

function tableDifferences(expected: Readonly<Record<string, JsonObject>>, got: JsonObject): readonly string[] {
  const differences: string[] = [];
  for (const name of new Set([...Object.keys(expected), ...Object.keys(got)])) {
    const [want, have] = [expected[name], got[name] as JsonObject | undefined];
    if (want === undefined || have === undefined) {
      differences.push(`table ${name}: expected ${String(want !== undefined)}, got ${String(have !== undefined)}`);
      continue;
    }
    for (const part of new Set([...Object.keys(want), ...Object.keys(have)])) {
      const [one = null, other = null] = [want[part], have[part]];
      const same = part === 'rows' ? sameRows(one, other) : isSame(one, other);
      if (!same) differences.push(`${name} ${part}: ${show(one, other)}`);
    }
  }
  return differences;
}

/** Rows have no order; each recorded one takes the first that is like it. */
function sameRows(expected: JsonValue, got: JsonValue): boolean {
  if (!Array.isArray(expected) || !Array.isArray(got) || expected.length !== got.length) return false;
  const rest = [...(got as readonly JsonValue[])];
  return (expected as readonly JsonValue[]).every((row) => {
    const at = rest.findIndex((candidate) => isSame(row, candidate));
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}
