/** Connects to S3, or to a service that speaks its language. */
import type * as s3Module from '@aws-sdk/client-s3';
import { loadOptional } from '../../model/optional-package';

export type S3Module = typeof s3Module;

export interface S3Access {
  /** Null: what the environment says, else where boto3 goes. */
  readonly region: string | null;
  /** URL of a service that is not AWS. */
  readonly endpointUrl: string | null;
  /** Null: the AWS chain is asked: environment, profile, role of the machine. */
  readonly keys: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  } | null;
  /** Of the AWS configuration files. */
  readonly profile: string | null;
}

/** Where boto3 goes when nobody says; a bucket elsewhere is followed by its redirect. */
const DEFAULT_REGION = 'us-east-1';
/** A server that does not take a connection within this time is down. */
const CONNECT_MS = 10_000;
/** Without a byte for this long a request is lost; a part of 8 MiB takes as long at 70 KB/s. */
const SILENCE_MS = 120_000;

/** `purpose` begins a sentence about what needs the package. Throws `Unsupported` when it is not installed. Does no I/O. */
export function openS3Client(
  access: S3Access,
  purpose: string,
): { readonly s3: S3Module; readonly client: s3Module.S3Client } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only by projects that keep something there
  const s3 = loadOptional(() => require('@aws-sdk/client-s3') as S3Module, '@aws-sdk/client-s3', purpose);
  // A notice to whoever maintains the package, not to whoever runs a pipeline.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { region, endpointUrl, keys, profile } = access;
  const client = new s3.S3Client({
    region: region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? DEFAULT_REGION,
    followRegionRedirects: true,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
    // Services that only resemble S3 refuse checksums that nobody asked for, and have no names for buckets.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpointUrl === null ? {} : { endpoint: endpointUrl, forcePathStyle: true }),
    ...(keys === null ? {} : { credentials: keys }),
    ...(profile === null ? {} : { profile }),
  });
  return { s3, client };
}
