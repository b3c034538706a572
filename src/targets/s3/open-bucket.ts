/** Opens the bucket, container or folder that the settings below `cloud_provider` name. Does no I/O. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAzureService } from '../../systems/objects/azure-client';
import { openAzureObjects } from '../../systems/objects/azure-objects';
import { openGoogleStorage } from '../../systems/objects/google-client';
import { openGoogleObjects } from '../../systems/objects/google-objects';
import { openLocalObjects } from '../../systems/objects/local-objects';
import type { ObjectStore, StoreWording } from '../../systems/objects/object-store';
import { openS3Objects } from '../../systems/objects/s3-objects';
import type { S3Access } from '../../systems/objects/s3-client';
import { UPLOADS_FOLDER } from '../files/layout';
import type { SettingsReader } from '../files/read-settings';

const PROVIDERS = ['aws', 'azure', 'gcp', 'local'] as const;

/** `provider`: the settings below `cloud_provider`. Throws `ConfigInvalid` naming the setting, `Unsupported` without the client. */
export function openBucket(provider: SettingsReader, pluginName: string): ObjectStore {
  // Projects in use leave the type out: the Singer target knows no other.
  const type = provider.oneOf('cloud_provider_type', PROVIDERS) ?? 'aws';
  const settings = provider.below(type);
  switch (type) {
    case 'aws':
      return openAws(settings, pluginName);
    case 'azure': {
      const container = settings.text('container');
      if (container === null) throw settings.required('container');
      const access = {
        connectionString: settings.text('connection_string'),
        storageAccountUrl: settings.text('storage_account_url'),
      };
      const words = wording(pluginName, 'cloud_provider.azure.container');
      return openAzureObjects(openAzureService(access, words, 'cloud_provider.azure'), container, words);
    }
    case 'gcp': {
      const bucket = settings.text('bucket');
      if (bucket === null) throw settings.required('bucket');
      const access = {
        credentialsJson: settings.text('application_credentials_json'),
        credentialsPath: settings.text('application_credentials_path'),
      };
      const words = wording(pluginName, 'cloud_provider.gcp.bucket');
      const storage = openGoogleStorage(access, words, 'cloud_provider.gcp', process.cwd());
      return openGoogleObjects(storage, bucket, words);
    }
    case 'local': {
      const path = settings.text('path');
      if (path === null) throw settings.required('path');
      return openFolder(path, pluginName, 'cloud_provider.local.path');
    }
  }
}

function openAws(settings: SettingsReader, pluginName: string): ObjectStore {
  const bucket = settings.text('aws_bucket');
  if (bucket === null) throw settings.required('aws_bucket');
  if (bucket.startsWith('file://'))
    return openFolder(fileURLToPath(bucket), pluginName, 'cloud_provider.aws.aws_bucket');
  const access: S3Access = {
    region: settings.text('aws_region'),
    endpointUrl: settings.text('aws_endpoint_override'),
    keys: keysOf(settings),
    profile: settings.text('aws_profile_name'),
  };
  return openS3Objects(bucket.replace(/^s3:\/\//, ''), access, wording(pluginName, 'cloud_provider.aws.aws_bucket'));
}

/** Without keys the AWS chain is asked: environment, profile, role of the machine. */
function keysOf(settings: SettingsReader): S3Access['keys'] {
  const accessKeyId = settings.text('aws_access_key_id');
  const secretAccessKey = settings.text('aws_secret_access_key');
  const sessionToken = settings.text('aws_session_token');
  if (accessKeyId === null && secretAccessKey === null) return null;
  if (accessKeyId === null) throw settings.required('aws_access_key_id');
  if (secretAccessKey === null) throw settings.required('aws_secret_access_key');
  return { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) };
}

/** A relative folder starts where the command runs. */
function openFolder(path: string, pluginName: string, setting: string): ObjectStore {
  return openLocalObjects(resolve(path), UPLOADS_FOLDER, { who: pluginName, setting });
}

function wording(pluginName: string, placeSetting: string): StoreWording {
  return { what: `the bucket of \`${pluginName}\``, placeSetting, purpose: `The loader \`${pluginName}\`` };
}
