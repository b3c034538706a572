/** The targets that Meltemi has itself, by the plugin names of Meltano projects. A new target is one entry here. */
import { MeltemiError } from '../model/errors';
import { createDuckdbTarget } from './duckdb/target';
import { createFolderTarget } from './folder/target';
import { createJsonlSingerTarget, createJsonlTarget } from './jsonl/target';
import { createPostgresSingerTarget } from './postgres/singer/singer-target';
import { createPostgresTarget } from './postgres/target';
import { createS3Target } from './s3/target';
import type { SingerTargetFactory } from './singer-target';
import type { TargetFactory } from './target';

/** Null: none is named. */
type Variant = string | null;

interface NativeTarget {
  readonly make: (variant: Variant) => TargetFactory;
  /** As a Singer program; absent: batches of pages with the plain rules. */
  readonly makeSinger?: (variant: Variant) => SingerTargetFactory;
}

interface TargetKind {
  readonly name: string;
  readonly variant: Variant;
}

const TARGETS: ReadonlyMap<string, NativeTarget> = new Map<string, NativeTarget>([
  [
    'target-postgres',
    {
      make: (variant) => (settings, context) => createPostgresTarget(settings, context, { variant }),
      makeSinger: (variant) => (settings, context) => createPostgresSingerTarget(settings, context, variant),
    },
  ],
  ['target-jsonl', { make: () => createJsonlTarget, makeSinger: () => createJsonlSingerTarget }],
  ['target-duckdb', { make: () => createDuckdbTarget }],
  ['target-s3', { make: () => (settings, context) => createS3Target(settings, context) }],
  ['target-csv', { make: () => (settings, context) => createFolderTarget('csv', settings, context) }],
  ['target-parquet', { make: () => (settings, context) => createFolderTarget('parquet', settings, context) }],
]);

export function isNativeTarget(name: string): boolean {
  return TARGETS.has(name);
}

/** Throws `Unsupported` for a name that has no implementation. */
export function targetFactoryFor(kind: TargetKind): TargetFactory {
  return nativeTarget(kind).make(kind.variant);
}

/** As `targetFactoryFor`, for a target that is called as a Singer program. */
export function singerTargetFor(kind: TargetKind): SingerTargetFactory {
  const { make, makeSinger } = nativeTarget(kind);
  if (makeSinger !== undefined) return makeSinger(kind.variant);
  return (settings, context) => ({
    kind: 'batches',
    target: make(kind.variant)(settings, context),
    rules: null,
    mapSettings: settings,
  });
}

function nativeTarget({ name, variant }: TargetKind): NativeTarget {
  const target = TARGETS.get(name);
  if (target !== undefined) return target;
  throw new MeltemiError(
    'Unsupported',
    `There is no loader \`${name}\`${variant === null ? '' : ` (variant \`${variant}\`)`} in Meltemi.`,
    `Use one of ${[...TARGETS.keys()].map((each) => `\`${each}\``).join(', ')}.`,
  );
}
