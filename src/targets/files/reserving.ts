/** Gives a batch the key that its object is going to have, durably, so that a batch that is tried again has the same one. */
import type { Batch } from '../target';
import { batchTime, type BatchTime } from './layout';
import { type Manifest, type Reservation, type StreamState, withStream } from './manifest';
import type { Place } from './place';

/** Names whose last number is remembered; for an older one the store is asked. */
const NAMES_KEPT = 32;

/** The manifest with the reservation in it; null when it was there before. */
export async function reserved(
  place: Place,
  manifest: Manifest,
  state: StreamState,
  batch: Batch,
  signal: AbortSignal,
): Promise<{ readonly next: Manifest | null; readonly reservation: Reservation }> {
  const { seq, epoch } = batch;
  const known = state.reserved.find((one) => one.seq === seq && one.epoch === epoch);
  if (known !== undefined) return { next: null, reservation: known };
  const at = batchTime();
  const { key, numbers } = await freeKey(place, manifest, at, signal);
  const reservation = { seq, epoch, key, at };
  const next = withStream(manifest, place.key, { ...state, reserved: [...state.reserved, reservation] });
  return { next: { ...next, numbers }, reservation };
}

async function freeKey(
  { layout, objects, stream }: Place,
  manifest: Manifest,
  at: BatchTime,
  signal: AbortSignal,
): Promise<{ readonly key: string; readonly numbers: Manifest['numbers'] }> {
  const name = layout.key(stream, at, 1);
  if (!layout.numbered) return { key: name, numbers: manifest.numbers };
  let number = manifest.numbers[name];
  if (number === undefined) {
    const start = commonStart(name, layout.key(stream, at, 2));
    const taken = new Set([...(await objects.list(start, signal)), ...keysInUse(manifest)]);
    number = 0;
    while (taken.has(layout.key(stream, at, number + 1))) number++;
  }
  number++;
  const others = Object.entries(manifest.numbers).filter(([known]) => known !== name);
  return {
    key: layout.key(stream, at, number),
    numbers: Object.fromEntries([...others, [name, number]].slice(-NAMES_KEPT)) as Manifest['numbers'],
  };
}

function keysInUse(manifest: Manifest): readonly string[] {
  const reservations = Object.values(manifest.streams).flatMap((state) => state.reserved);
  return [...reservations, ...manifest.abandoned].map(({ key }) => key);
}

function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}
