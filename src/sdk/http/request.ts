/** A request on its way out; authenticators and streams change it. */
import type { Params } from './query';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface PreparedRequest {
  readonly method: HttpMethod;
  /** Without its query. */
  readonly url: string;
  /** Encoded, without `?`. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What an authenticator adds. Its headers win over those of the stream. */
export interface Credentials {
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Params;
}
