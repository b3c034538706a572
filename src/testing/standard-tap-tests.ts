/** The standard checks as tests of jest or `node:test`: one for each check, over all streams. */
import type { JsonObject } from '../model/json';
import { makeTap, type TapClass } from '../sdk';
import { loadAuthorTap } from '../taps/registry';
import { CHECKS, resultName, type CheckName, type CheckResult } from './check-result';
import { checkTap, type CheckOptions } from './check-tap';

export interface StandardTapTestOptions extends CheckOptions {
  /** The tap's settings. A function is called at the first test, when a server that they name has been started. */
  readonly config: JsonObject | (() => JsonObject | Promise<JsonObject>);
  /** Warnings are failures, too. */
  readonly strict?: boolean;
  /** Names of checks that the tap is known not to pass, with the reason. */
  readonly except?: Partial<Readonly<Record<CheckName, string>>>;
}

/** As jest has it globally, and as `node:test` exports it. */
export interface TestRunner {
  readonly test: (name: string, body: () => Promise<void>) => unknown;
}

/**
 * Declares a test for each check. `tap`: the class, or the path of its module (which is loaded without a build step). `runner`: absent,
 * the global `test` is called. The checks run once, when the first test begins.
 */
export function standardTapTests<Config extends JsonObject>(
  tap: TapClass<Config> | string,
  { config, strict = false, except = {}, ...options }: StandardTapTestOptions,
  { test }: TestRunner = globalRunner(),
): void {
  let results: Promise<readonly CheckResult[]> | null = null;
  const run = async (): Promise<readonly CheckResult[]> => {
    const settings = typeof config === 'function' ? await config() : config;
    // What the class asks of its settings is checked against `configSchema` when it is made.
    const Class = typeof tap === 'string' ? tap : (tap as unknown as TapClass);
    const made =
      typeof Class === 'string'
        ? await loadAuthorTap({ kind: 'module', path: Class }, settings)
        : makeTap(Class, settings);
    const found: CheckResult[] = [];
    for await (const result of checkTap(made, options)) found.push(result);
    return found;
  };
  for (const [check, promise] of Object.entries(CHECKS)) {
    if (check in except) continue;
    test(`${check}: ${promise}`, async () => {
      results ??= run();
      const failed = (await results).filter(
        (result) => result.check === check && (result.outcome === 'failed' || (strict && result.outcome === 'warned')),
      );
      if (failed.length > 0) throw new Error(failed.map(failureLine).join('\n'));
    });
  }
}

/** `users: is an integer: id: 2 of 3 values are not: they are texts. ...` */
function failureLine(result: CheckResult): string {
  return `${resultName(result)}: ${result.message}`;
}

function globalRunner(): TestRunner {
  const { test } = globalThis as { readonly test?: TestRunner['test'] };
  if (test !== undefined) return { test };
  throw new Error('There is no global `test`. Give `{ test }` of your runner, such as that of `node:test`.');
}
