/** Where one stream's objects, staging and manifest lie, and what the work on them needs. */
import type { LoadMode } from '../../model/plan';
import type { PluginContext } from '../../model/plugin-context';
import type { ObjectStore } from '../../systems/objects/object-store';
import type { FileFormat } from '../formats/format';
import type { FileLayout } from './layout';
import type { ManifestStore } from './manifest-store';

/** What a target of files makes of its settings. */
export interface FileTargetOptions {
  readonly objects: ObjectStore;
  readonly layout: FileLayout;
  readonly format: FileFormat;
  readonly loadMode: LoadMode;
  /** Adds `_PROCESS_DATE`, the time of the batch, to each record. */
  readonly processDate: boolean;
}

export interface Patience {
  /** Milliseconds that a batch waits for its predecessor. */
  readonly predecessorMs: number;
}

export interface Place extends FileTargetOptions {
  readonly manifests: ManifestStore;
  /** The stream's name, of which keys are made. */
  readonly stream: string;
  /** The stream's key in the manifest. */
  readonly key: string;
  /** Key prefix of manifest, staging and lists. */
  readonly hidden: string;
  readonly context: PluginContext;
  readonly patience: Patience;
}

/** No upload goes on for longer: what a sleeping worker began must end before its key may be forgotten. */
const UPLOAD_MS = 30 * 60_000;

/** The signal, or the end of patience with a store. */
export function bounded(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(UPLOAD_MS)]);
}
