/**
 * Reads a PostgreSQL plugin's settings in the spellings of its common variants: `dbname` or `database`, a URL, and the
 * `ssl_*` settings with libpq's ladder of modes. Nothing is read from the environment and no file is opened here.
 */
import { MeltemiError } from '../../model/errors';
import type { JsonObject, JsonValue } from '../../model/json';
import { parsePostgresUrl } from './url';

export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

export interface TlsSettings {
  readonly mode: SslMode;
  /** Each a path or PEM text. */
  readonly rootCert: string | null;
  readonly clientCert: string | null;
  readonly clientKey: string | null;
}

export interface PostgresSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Null: the server asks for none (trust, peer or certificate authentication). */
  readonly password: string | null;
  readonly database: string;
  readonly tls: TlsSettings;
  /** In PostgreSQL's words, e.g. `10min`; null: no limit. */
  readonly statementTimeout: string | null;
}

/** 5432 is PostgreSQL's registered port. */
const DEFAULT_PORT = 5432;

/** Parts of a URL win over single settings, as in both variants. Throws `ConfigInvalid` naming the setting. */
export function readPostgresSettings(settings: JsonObject, pluginName: string): PostgresSettings {
  const read = new SettingReader(settings, pluginName);
  const urlSetting = ['sqlalchemy_url', 'url'].find((name) => read.text(name) !== null);
  const fromUrl = urlSetting === undefined ? {} : parsePostgresUrl(read.required(urlSetting));
  if (fromUrl === null)
    throw read.invalid(urlSetting ?? 'url', 'is not a URL such as `postgresql://user@host:5432/database`');
  const database = fromUrl.database ?? read.text('dbname') ?? read.text('database');
  if (database === null) throw read.invalid('dbname', 'is missing (`database` is read too)');
  return {
    host: fromUrl.host ?? read.required('host'),
    port: fromUrl.port ?? read.port(),
    user: fromUrl.user ?? read.required('user'),
    password: fromUrl.password ?? read.text('password'),
    database,
    tls: readTls(read, fromUrl.parameters),
    statementTimeout: read.duration('statement_timeout'),
  };
}

/** `host:port/database`, for messages; never holds a secret. */
export function describeServer(settings: PostgresSettings): string {
  return `${settings.host}:${String(settings.port)}/${settings.database}`;
}

function readTls(read: SettingReader, url: ReadonlyMap<string, string> = new Map()): TlsSettings {
  const enabled = read.flag('ssl_enable') || read.flag('ssl') || url.get('ssl') === 'true';
  const asked = url.get('sslmode') ?? read.text('ssl_mode') ?? read.text('sslmode');
  // tap-postgres (meltanolabs) verifies fully once `ssl_enable` is on; `ssl: "true"` (pipelinewise) is libpq's `require`;
  // with neither, libpq's own default holds.
  const mode = asked ?? (read.flag('ssl_enable') ? 'verify-full' : enabled ? 'require' : 'prefer');
  const known = SSL_MODES.find((name) => name === mode);
  if (known === undefined) throw read.invalid('ssl_mode', `is not one of ${SSL_MODES.join(', ')}`);
  return {
    mode: known,
    rootCert: url.get('sslrootcert') ?? read.text('ssl_root_cert') ?? read.text('ssl_certificate_authority'),
    clientCert: url.get('sslcert') ?? read.text('ssl_client_certificate'),
    clientKey: url.get('sslkey') ?? read.text('ssl_client_private_key'),
  };
}

class SettingReader {
  constructor(
    private readonly settings: JsonObject,
    private readonly pluginName: string,
  ) {}

  text(name: string): string | null {
    const value: JsonValue | undefined = this.settings[name];
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw this.invalid(name, 'is a list or an object, not a text');
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === null) throw this.invalid(name, 'is missing');
    return value;
  }

  flag(name: string): boolean {
    return ['true', '1', 'yes', 'on'].includes((this.text(name) ?? '').toLowerCase());
  }

  port(): number {
    const text = this.text('port');
    if (text === null) return DEFAULT_PORT;
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw this.invalid('port', 'is not a port between 1 and 65535');
    return port;
  }

  /** As PostgreSQL reads its own settings: a number counts milliseconds. */
  duration(name: string): string | null {
    const text = this.text(name);
    if (text === null || /^\d+ ?(us|ms|s|min|h|d)?$/.test(text)) return text;
    throw this.invalid(name, 'is not a time such as `30s` or `10min`');
  }

  invalid(name: string, problem: string): MeltemiError {
    return new MeltemiError(
      'ConfigInvalid',
      `The setting \`${name}\` of \`${this.pluginName}\` ${problem}.`,
      `Set \`${name}\` in the plugin's config, in its environment or in \`.env\`.`,
    );
  }
}
