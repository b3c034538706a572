/** What a native tap prints as a Singer program: its catalog, or the messages of what it reads. */
import type { JsonObject } from '../../../model/json';
import type { SingerForm } from '../../../taps/singer-form';
import type { NativeLife } from './life';
import { planNative, type NativeStream } from './native-plan';
import type { NativeSingerTap } from './open-native-tap';
import { PipelinewiseLife } from './pipelinewise-life';
import { SdkLife } from './sdk-life';
import { syncNative, type MessageOutput } from './sync-native';

export interface NativeReading {
  /** Null: everything is read. */
  readonly catalog: JsonObject | null;
  /** As `parseJson` reads it; null: none. */
  readonly state: JsonObject | null;
  readonly output: MessageOutput;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970, of which versions are made. */
  readonly nowMs: () => number;
  readonly warn: (message: string) => void;
}

type Native = Pick<NativeSingerTap, 'tap' | 'form' | 'settings'>;

export async function catalogOf({ tap, form }: Native, signal: AbortSignal): Promise<JsonObject> {
  const { streams } = await tap.discover(signal);
  return { streams: streams.map((stream) => form.entry(stream)) };
}

/** Resolves with everything written. Throws what the tap throws, behind the messages that came before. */
export async function readNative(native: Native, reading: NativeReading): Promise<void> {
  const { tap, form } = native;
  const { catalog, output, signal, warn } = reading;
  const streams = planNative(await tap.discover(signal), form, catalog, warn);
  await syncNative({ tap, form, life: lifeOf(native, reading, form, streams), output, signal }, streams);
}

function lifeOf(
  { settings }: Native,
  { state, nowMs }: NativeReading,
  form: SingerForm,
  streams: readonly NativeStream[],
): NativeLife {
  if (form.life === 'pipelinewise') return new PipelinewiseLife(state ?? {}, streams, form, nowMs);
  const { emit_activate_version_messages: emitsVersions = false, start_date: startDate = null } = settings;
  // The Singer SDK counts versions in seconds.
  const version = emitsVersions === true ? Math.floor(nowMs() / 1000) : null;
  return new SdkLife(state ?? {}, form, { startDate, version });
}
