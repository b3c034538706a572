/** Where a project keeps its state besides the durable bookmarks, resolved. Holds secrets: it never leaves the process. */
export interface StateSettings {
  /** Folder of the project, absolute. */
  readonly root: string;
  /** As configured, e.g. `s3://bucket/prefix`; `systemdb` when nothing is. */
  readonly uri: string;
  /** Meltano's own database: `sqlite:////abs/meltano.db` or `postgresql://...`. */
  readonly databaseUri: string;
  /** Age at which a lock file counts as left behind. */
  readonly lockTimeoutSeconds: number;
  readonly lockRetrySeconds: number;
  readonly s3: {
    readonly accessKeyId: string | null;
    readonly secretAccessKey: string | null;
    readonly endpointUrl: string | null;
  };
  readonly azure: { readonly connectionString: string | null; readonly storageAccountUrl: string | null };
  /** `path`: relative to the project or absolute. */
  readonly gcs: { readonly credentialsPath: string | null; readonly credentialsJson: string | null };
  /** Texts that must never be shown. */
  readonly secrets: readonly string[];
}
