/** Takes a PostgreSQL URL apart: libpq's `postgresql://` and SQLAlchemy's `postgresql+driver://`. */

export interface PostgresUrl {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  /** The query's parameters, e.g. `sslmode`. */
  readonly parameters?: ReadonlyMap<string, string>;
}

/** Null when it is not such a URL. A host in the query (`?host=/run/postgresql`) names a socket directory. */
export function parsePostgresUrl(text: string): PostgresUrl | null {
  const match = /^postgres(?:ql)?(?:\+[a-z0-9_]+)?:(\/\/.*)$/i.exec(text.trim());
  if (match?.[1] === undefined) return null;
  const url = parseAs(`pg:${emptyHostFilled(match[1])}`);
  if (url === null) return null;
  const parameters = new Map(url.searchParams);
  const host =
    parameters.get('host') ??
    (url.hostname === EMPTY_HOST ? undefined : decode(url.hostname.replace(/^\[(.*)\]$/, '$1')));
  const database = decode(url.pathname.slice(1));
  return {
    ...(host ? { host } : {}),
    ...(url.port ? { port: Number(url.port) } : {}),
    ...(url.username ? { user: decode(url.username) } : {}),
    ...(url.password ? { password: decode(url.password) } : {}),
    ...(database ? { database } : {}),
    parameters,
  };
}

/** WHATWG URLs with a user need a host, libpq's do not; this name cannot be a real one. */
const EMPTY_HOST = 'host-left-out.invalid';

function emptyHostFilled(rest: string): string {
  return rest.replace(/^\/\/([^/@]*@)?(?=[/?]|$)/, (_, login: string | undefined) => `//${login ?? ''}${EMPTY_HOST}`);
}

function parseAs(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
