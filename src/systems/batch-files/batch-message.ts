/** Singer's BATCH messages: files in place of records, as the Singer SDK 0.54 writes them. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MeltemiError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import { isMapping } from '../../model/state-document';

const FORMATS = ['jsonl', 'parquet'] as const;

export interface BatchFiles {
  readonly format: (typeof FORMATS)[number];
  /** Absolute, in the order of the manifest. */
  readonly files: readonly string[];
}

/**
 * `message`: `{type: BATCH, stream, encoding: {format, compression}, manifest: [urls]}`. Whether a file is compressed is seen by its first bytes.
 * `folder`: what relative paths start at. `who` printed it, for errors. Throws `RecordInvalid`, and `Unsupported` for files that are elsewhere.
 */
export function batchFiles(message: JsonObject, folder: string, who: string): BatchFiles {
  const { encoding, manifest } = message;
  const named = encoding !== undefined && isMapping(encoding) ? encoding['format'] : undefined;
  const format = FORMATS.find((each) => each === named);
  if (format === undefined) {
    const got = typeof named === 'string' ? `\`${named.slice(0, 40)}\`` : 'none';
    throw new MeltemiError(
      'Unsupported',
      `${who} sends its records in files (a BATCH message) of the format ${got}.`,
      `Set \`batch_config.encoding.format\` of the tap to one of ${FORMATS.join(', ')}, or take \`batch_config\` out.`,
    );
  }
  if (!Array.isArray(manifest) || !manifest.every((each) => typeof each === 'string'))
    throw new MeltemiError('RecordInvalid', `${who} sent a BATCH message without a \`manifest\`.`, 'Tell its author.');
  return { format, files: manifest.map((each) => pathOf(each, folder, who)) };
}

/** `file:///tmp/x`, `file://folder/x` (relative, as the SDK's documentation has it) and plain paths. */
function pathOf(url: string, folder: string, who: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(folder, url);
  if (scheme === 'file' || scheme === 'osfs') {
    const rest = url.slice(scheme.length + '://'.length);
    return rest.startsWith('/') ? fileURLToPath(`file://${rest}`) : resolve(folder, decodeURIComponent(rest));
  }
  throw new MeltemiError(
    'Unsupported',
    `${who} puts its records into files at \`${scheme}://\`, which are not read.`,
    'Let `batch_config.storage.root` of the tap be a folder of this machine (`file://...`), or take `batch_config` out.',
  );
}
