/** Which properties of a catalog are selected, as `select --list` says it. */
import type { JsonObject, JsonValue } from '../../model/json';
import { isObject } from '../../project/flatten';
import { breadcrumbIn } from './apply-rules';
import { streamIdOf, streamsOf } from './catalog';

export const SELECTIONS = ['selected', 'excluded', 'automatic', 'unsupported'] as const;
export type Selection = (typeof SELECTIONS)[number];

export interface SelectedProperty {
  /** `tap_stream_id`. */
  readonly stream: string;
  /** Path with dots. */
  readonly property: string;
  readonly selection: Selection;
}

/** All properties that have metadata, sorted by stream and property. A property is excluded when its stream is. */
export function listSelection(catalog: JsonObject): readonly SelectedProperty[] {
  const listed = streamsOf(catalog).flatMap((stream) => {
    const entries = (Array.isArray(stream['metadata']) ? (stream['metadata'] as readonly JsonValue[]) : []).map(
      (entry) => ({ path: breadcrumbIn(entry), selection: selectionOf(entry) }),
    );
    const ofStream = entries.find(({ path }) => path?.length === 0)?.selection;
    if (ofStream === undefined) return [];
    return entries.flatMap(({ path, selection }) => {
      if (path === null || path.length === 0) return [];
      return [{ stream: streamIdOf(stream), property: nameOf(path), selection: both(ofStream, selection) }];
    });
  });
  const unique = new Map(listed.map((each) => [JSON.stringify(each), each]));
  return [...unique.values()].sort((a, b) => compare(a.stream, b.stream) || compare(a.property, b.property));
}

export function isRead(selection: Selection): boolean {
  return selection === 'selected' || selection === 'automatic';
}

export function selectionOf(entry: JsonValue): Selection {
  const metadata = isObject(entry) ? entry['metadata'] : undefined;
  if (metadata === undefined || !isObject(metadata)) return 'excluded';
  const { inclusion, selected } = metadata;
  if (inclusion === 'automatic' || inclusion === 'unsupported') return inclusion;
  const isDefault = (selected ?? null) === null && metadata['selected-by-default'] === true;
  return selected === true || isDefault ? 'selected' : 'excluded';
}

function both(stream: Selection, property: Selection): Selection {
  const order = ['excluded', 'automatic', 'unsupported'] as const;
  return order.find((selection) => stream === selection || property === selection) ?? 'selected';
}

/** Meltano cuts the path at every dot, so of a property `a.b` it shows `a`; programs that read its list know no other. */
function nameOf(breadcrumb: readonly string[]): string {
  return [...breadcrumb.join('.').matchAll(/properties\.([^.]+)/g)].map(([, name]) => name ?? '').join('.');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
