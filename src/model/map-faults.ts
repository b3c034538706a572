/**
 * What the policy of a map (`stream_map_errors`) has done to records on which an expression failed: numbers for the receipt, and the
 * first expression to look at. Wire format.
 */
export interface MapFaults {
  /** Records that were left out. */
  readonly dropped: number;
  /** Values that became null, in records that were kept. */
  readonly nulled: number;
  /** The first expression that failed, without any value: `` `stream_maps.orders.total` of mapping `map-shop` ``. */
  readonly first: string;
}

/** `a` comes before `b`; null stands for none. */
export function addFaults(a: MapFaults | null, b: MapFaults | null): MapFaults | null {
  if (a === null || b === null) return a ?? b;
  return { dropped: a.dropped + b.dropped, nulled: a.nulled + b.nulled, first: a.first };
}

/** `3 records left out`, `1 value made null`; what is none is not said. */
export function countsOf({ dropped, nulled }: MapFaults): readonly string[] {
  return [
    ...(dropped === 0 ? [] : [`${dropped} ${dropped === 1 ? 'record' : 'records'} left out`]),
    ...(nulled === 0 ? [] : [`${nulled} ${nulled === 1 ? 'value' : 'values'} made null`]),
  ];
}

/** For people; names what to look at. */
export function tellFaults(faults: MapFaults): string {
  return `${countsOf(faults).join(' and ')} because expressions failed, first ${faults.first}.`;
}
