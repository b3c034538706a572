/** Where one stream's data, staging and manifest lie, and what the work on them needs. */
import { join } from 'node:path';
import type { FaultPoint } from '../../model/plugin-context';
import { VersionedFile } from '../../systems/objects/versioned-file';
import type { OutputStream } from '../target';
import { WORDING } from './file-errors';
import { baseName } from '../files/base-name';
import { EMPTY_MANIFEST, type Manifest, streamKey } from './manifest';

import type { JsonlSettings } from './settings';

/** Below the destination folder: manifests and staging files. */
const META_FOLDER = '.meltemi';
const STAGING_SUFFIX = '.part';

export interface Workplace {
  readonly settings: JsonlSettings;
  /** The manifests. The folder also holds the staging files. */
  readonly store: VersionedFile<Manifest>;
  /** Beginning of the data files' names: streams with the same one share a manifest. */
  readonly base: string;
  readonly key: string;
  readonly faultPoint: FaultPoint;
  /** How long a writer that may be alive is waited for before its files are taken away from it. */
  readonly patienceMs: number;
  /** Path of a data file or a staging file. */
  pathOf(file: string): string;
}

export function workplace(
  settings: JsonlSettings,
  stream: OutputStream,
  faultPoint: FaultPoint,
  patienceMs: number,
): Workplace {
  const base = baseName(settings.customName ?? stream.name);
  const meta = join(settings.folder, META_FOLDER, base);
  return {
    settings,
    store: new VersionedFile(meta, EMPTY_MANIFEST, WORDING),
    base,
    key: streamKey(stream.stateId, stream.name),
    faultPoint,
    patienceMs,
    pathOf: (file) => join(isStaging(file) ? meta : settings.folder, file),
  };
}

export function stagingName(random: string): string {
  return `${random}${STAGING_SUFFIX}`;
}

export function isStaging(file: string): boolean {
  return file.endsWith(STAGING_SUFFIX);
}
