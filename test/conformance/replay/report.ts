/** What a set's cases came to, for people and for programs. */
import type { Exceptions } from './exceptions';

export interface CaseResult {
  readonly name: string;
  /** `must`, `sometimes` or `rare`; null for sets that do not say. */
  readonly weight: string | null;
  /** Expected and got, one text for each difference; empty: passed. */
  readonly differences: readonly string[];
}

export interface SetResult {
  readonly set: string;
  readonly passed: number;
  readonly failed: number;
  readonly excepted: number;
  readonly failures: readonly CaseResult[];
  readonly exceptions: readonly { readonly name: string; readonly reason: string }[];
}

export function summarize(set: string, cases: readonly CaseResult[], exceptions: Exceptions): SetResult {
  const failures: CaseResult[] = [];
  const excepted: { name: string; reason: string }[] = [];
  for (const result of cases) {
    const reason = exceptions.get(`${set}/${result.name}`);
    const passes = result.differences.length === 0;
    if (reason === undefined) {
      if (!passes) failures.push(result);
    } else if (passes) {
      failures.push({ ...result, differences: ['It is listed as an exception and passes: take it off the list.'] });
    } else {
      excepted.push({ name: result.name, reason });
    }
  }
  const failed = failures.length;
  return {
    set,
    passed: cases.length - failed - excepted.length,
    failed,
    excepted: excepted.length,
    failures,
    exceptions: excepted,
  };
}

export function setLine({ set, passed, failed, excepted }: SetResult): string {
  return JSON.stringify({ set, passed, failed, excepted });
}

export function printSet(result: SetResult): void {
  const { set, passed, failed, excepted } = result;
  console.log(
    `${set.padEnd(34)} ${String(passed).padStart(4)} passed ${String(failed).padStart(4)} failed ${String(excepted).padStart(4)} excepted`,
  );
  for (const { name, weight, differences } of result.failures) {
    console.log(`  ✗ ${name}${weight === null ? '' : ` (${weight})`}`);
    for (const difference of differences) console.log(`      ${difference.split('\n').join('\n      ')}`);
  }
  for (const { name, reason } of result.exceptions) console.log(`  - ${name}: ${reason}`);
}
