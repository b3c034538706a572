/** The contract of what runs a compiled map over a page: on a thread of its own in production, so that heartbeats go on. */
import type { MapStep } from '../maps/map-chain';
import type { MappedPage } from '../model/activity-io';
import type { PageRef } from '../model/page-ref';
import type { StreamSchema } from '../model/stream';
import type { PageAddress } from '../pages/page-store';

/** Plain data, so that it can cross to a thread; the map is compiled there, once per stream. */
export interface MapPageRequest {
  readonly steps: readonly MapStep[];
  readonly stream: { readonly name: string; readonly schema: StreamSchema };
  /** Which of the map's outputs is wanted. */
  readonly output: string;
  readonly page: PageRef;
  readonly into: PageAddress;
}

export interface PageMapper {
  /** Throws `MapFailed`, `PageMissing`, `PageStoreFull`. */
  mapPage(request: MapPageRequest, signal: AbortSignal): Promise<MappedPage>;
  close(): Promise<void>;
}
