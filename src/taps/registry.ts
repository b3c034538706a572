/** The native taps: one line each. */
import { MeltemiError } from '../model/errors';
import type { TapSource } from '../model/tap-source';
import { createCsvTap } from './files/csv/csv-tap';
import { createJsonlTap } from './files/jsonl/jsonl-tap';
import { SdkTap } from './sdk/sdk-tap';
import { createPostgresTap } from './postgres/postgres-tap';
import { ProgramTap } from './program/program-tap';
import type { TapProgram } from './program/tap-program';
import type { Tap, TapFactory } from './tap';

/** A tap written with the SDK itself, for whoever runs it otherwise than in pages. */
export { loadAuthorTap } from './sdk/author-tap';

/** By the name of the plugin's base definition; every variant of it is served, in its own spelling of the settings. */
const TAPS: ReadonlyMap<string, TapFactory> = new Map([
  ['tap-postgres', createPostgresTap],
  ['tap-csv', createCsvTap],
  ['tap-jsonl', createJsonlTap],
]);

/** `source`: a tap written with the SDK. Throws `Unsupported` for an extractor that has no native implementation. */
export function tapFactoryFor(kind: {
  readonly name: string;
  readonly variant: string | null;
  readonly source?: TapSource | null;
}): TapFactory {
  const { source = null } = kind;
  if (source !== null) return (settings, context) => new SdkTap(source, settings, context);
  const factory = TAPS.get(kind.name);
  if (factory !== undefined) return factory;
  const variant = kind.variant === null ? '' : ` (variant \`${kind.variant}\`)`;
  throw new MeltemiError(
    'Unsupported',
    `The extractor \`${kind.name}\`${variant} has no native implementation.`,
    `Native extractors: ${[...TAPS.keys()].map((name) => `\`${name}\``).join(', ')}.`,
  );
}

/** Whether an extractor with this base definition has a native implementation. */
export function isNativeTap(baseName: string): boolean {
  return TAPS.has(baseName);
}

/** The tap for every extractor that has none: the extractor's own program. */
export function programTap(program: TapProgram, warn: (message: string) => void): Tap {
  return new ProgramTap(program, warn);
}
