/** The address of a page: all that a workflow history ever sees of records. */

/** `text`: PostgreSQL COPY text lines. `binary`: PostgreSQL COPY binary rows without header and trailer. */
export type PageEncoding = 'text' | 'binary';

export interface PageRef {
  /** `<project>/<state id>/<run>/<stream>/<seq>-<attempt>`, each part made safe for a file name. Unique per attempt. */
  readonly key: string;
  readonly encoding: PageEncoding;
  readonly rows: number;
  readonly bytes: number;
  /** CRC-32 of the page's bytes, 8 hex digits. */
  readonly checksum: string;
  /** `schemaHash` of the records inside; the schema itself lies beside the page in the store. */
  readonly schemaHash: string;
}

/** A page is closed at the first limit it reaches. */
export interface PageLimits {
  readonly maxBytes: number;
  readonly maxRows: number;
  readonly maxSeconds: number;
}
