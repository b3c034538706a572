/** Makes the state backend that a project's settings name. */
import { isAbsolute } from 'node:path';
import { MeltemiError } from '../model/errors';
import type { StateSettings } from '../model/state-settings';
import { openAzure, openGoogle, openS3 } from './blobs/cloud-files';
import { LocalFiles } from './blobs/local-files';
import { FileStateBackend } from './file-backend';
import type { FileStore } from './file-backend';
import type { StateSource } from './state-backend';
import { openSystemDatabase } from './system-database';

/** Null: nothing but the durable bookmarks. Throws `ConfigInvalid`, and `Unsupported` for a scheme that nobody knows. */
export function openSource(settings: StateSettings): StateSource | null {
  if (settings.uri === 'systemdb') return openSystemDatabase(settings);
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(settings.uri) ?? [];
  return new FileStateBackend(openFiles(scheme.toLowerCase(), rest, settings), settings);
}

function openFiles(scheme: string, rest: string, settings: StateSettings): FileStore {
  if (scheme === 'file') return new LocalFiles(folderOf(rest));
  if (!['s3', 'azure', 'gs'].includes(scheme)) throw unknownScheme(scheme);
  const [, key = null, secret = null, host, path = ''] = CLOUD.exec(rest) ?? [];
  const prefix = path.replace(/^\/+|\/+$/g, '');
  if (host === undefined) {
    const reason = `\`state_backend.uri\` names no bucket or container: \`${scheme}://\`.`;
    throw new MeltemiError('ConfigInvalid', reason, `Write \`${scheme}://<name>/<prefix>\`.`);
  }
  if (scheme === 'azure') return openAzure(host, prefix, settings.azure);
  if (scheme === 'gs') return openGoogle(host, prefix, settings);
  const { accessKeyId, secretAccessKey, endpointUrl } = settings.s3;
  const keys = { accessKeyId: accessKeyId ?? key, secretAccessKey: secretAccessKey ?? secret };
  return openS3({ bucket: host, ...keys }, prefix, endpointUrl);
}

/** `[key:secret@]bucket[/prefix]`; a secret of AWS may hold slashes. */
const CLOUD = /^(?:([^:@/]+):(.+?)@)?([^@/]+)(\/.*)?$/;

function folderOf(path: string): string {
  if (isAbsolute(path)) return path.length > 1 ? path.replace(/\/+$/, '') : path;
  const remedy = 'Write it with three slashes, such as `file:///srv/state`, or `file://$MELTANO_PROJECT_ROOT/state`.';
  throw new MeltemiError(
    'ConfigInvalid',
    `The folder in \`state_backend.uri\`, \`file://${path}\`, is not absolute.`,
    remedy,
  );
}

function unknownScheme(scheme: string): MeltemiError {
  const reason =
    scheme === ''
      ? '`state_backend.uri` is no URI.'
      : `\`state_backend.uri\` has the scheme \`${scheme}\`, which is no state backend of Meltemi.`;
  return new MeltemiError('Unsupported', reason, 'Known are `systemdb`, `file://`, `s3://`, `azure://` and `gs://`.');
}
