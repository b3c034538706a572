/** Replays what target-s3 calls the object of a batch: the same settings, stream and time give the same key. */
import type { JsonObject } from '../../../src/model/json';
import { SettingsReader } from '../../../src/targets/files/read-settings';
import { objectNames } from '../../../src/targets/s3/object-names';
import { nameRules } from '../../../src/targets/s3/settings';
import { show } from './differences';

interface NameCase {
  readonly config: JsonObject;
  readonly format_type: 'parquet' | 'json' | 'jsonl';
  readonly stream: string;
  /** ISO 8601 with microseconds. */
  readonly at: string;
  readonly expect: { readonly object: string };
}

/** Of the recordings. */
const BUCKET = 'bkt';

/** `recorded`: a case read by `parseExact`. */
export function replayS3Names(recorded: unknown): readonly string[] {
  // The set's file has cases of this form; its README says so.
  const { config, format_type: type, stream, at, expect } = recorded as NameCase;
  const names = objectNames(nameRules(new SettingsReader(config, 'target-s3'), type));
  const got = `${BUCKET}/${names.key(stream, microseconds(at), 1)}`;
  return got === expect.object ? [] : [show(expect.object, got)];
}

function microseconds(iso: string): number {
  const fraction = /\.(\d{6})/.exec(iso)?.[1] ?? '0';
  return Date.parse(iso.replace(/\.\d+/, '')) * 1000 + Number(fraction);
}
