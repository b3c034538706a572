/** The settings by which tap-postgres and target-postgres reach a server, in the spellings of their variants. */
import type { NativeSetting } from './native-plugin';
import { NOT_READ } from './singer-sdk';

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
const SSL_MODE_OPTIONS = SSL_MODES.map((mode) => ({ label: mode, value: mode }));

const SERVER: readonly NativeSetting[] = [
  { name: 'host', kind: 'string', place: true, label: 'Host', description: 'Host name or address of the server.' },
  { name: 'port', kind: 'integer', place: true, value: 5432, label: 'Port', description: 'Port of the server.' },
  { name: 'user', kind: 'string', place: true, label: 'User', description: 'User name to log in with.' },
  { name: 'password', kind: 'password', sensitive: true, label: 'Password', description: 'Password of the user.' },
];

const DATABASE: NativeSetting = {
  name: 'database',
  kind: 'string',
  place: true,
  label: 'Database',
  description: 'Name of the database.',
};

const URL_OF_ALL: NativeSetting = {
  name: 'sqlalchemy_url',
  kind: 'password',
  place: true,
  sensitive: true,
  label: 'URL',
  description:
    'All of the above in one: `postgresql://user:password@host:5432/database`. It wins over the single settings.',
};

const TLS: readonly NativeSetting[] = [
  {
    name: 'ssl_enable',
    kind: 'boolean',
    label: 'TLS',
    description: 'Encrypts the connection and verifies the server, unless `ssl_mode` asks for less.',
  },
  {
    name: 'ssl_mode',
    kind: 'options',
    label: 'TLS mode',
    description: "How much TLS is asked for, in libpq's words.",
    options: SSL_MODE_OPTIONS,
  },
  {
    name: 'ssl_certificate_authority',
    kind: 'string',
    label: 'Certificate authority',
    description: 'Path or PEM text of the certificate that the server is verified with.',
  },
  {
    name: 'ssl_client_certificate',
    kind: 'string',
    label: 'Client certificate',
    description: 'Path or PEM text of the certificate to log in with.',
  },
  {
    name: 'ssl_client_private_key',
    kind: 'string',
    sensitive: true,
    label: 'Client key',
    description: 'Path or PEM text of the key of the client certificate.',
  },
  {
    name: 'ssl_storage_directory',
    kind: 'string',
    label: 'Folder for certificates',
    description: 'Folder in which certificates given as text are written.',
    ignored: 'no certificate is written to the disk',
  },
];

const SSH_TUNNEL: readonly NativeSetting[] = [
  { name: 'ssh_tunnel.enable', kind: 'boolean', label: 'SSH tunnel', description: 'Connects through an SSH server.' },
  { name: 'ssh_tunnel.host', kind: 'string', label: 'SSH host', description: 'Host of the SSH server.' },
  { name: 'ssh_tunnel.username', kind: 'string', label: 'SSH user', description: 'User of the SSH server.' },
  { name: 'ssh_tunnel.port', kind: 'integer', label: 'SSH port', description: 'Port of the SSH server.' },
  {
    name: 'ssh_tunnel.private_key',
    kind: 'password',
    sensitive: true,
    label: 'SSH key',
    description: 'Private key to log in to the SSH server with.',
  },
  {
    name: 'ssh_tunnel.private_key_password',
    kind: 'password',
    sensitive: true,
    label: 'Password of the SSH key',
    description: 'Password of the private key.',
  },
].map((setting) => ({ ...setting, ignored: 'Meltemi opens no SSH tunnels; open one beside it' }) as NativeSetting);

/** Of the variant `meltanolabs`. */
export const POSTGRES_CONNECTION: readonly NativeSetting[] = [...SERVER, DATABASE, URL_OF_ALL, ...TLS, ...SSH_TUNNEL];

const DBNAME: NativeSetting = { ...DATABASE, name: 'dbname' };
const SSL: NativeSetting = {
  name: 'ssl',
  kind: 'boolean',
  label: 'TLS',
  description: 'Encrypts the connection; the server is not verified.',
};

/** Of the variant `transferwise`. */
export const PIPELINEWISE_CONNECTION: readonly NativeSetting[] = [...SERVER, DBNAME, SSL];

/** What both variants take besides. */
export const POSTGRES_SPELLINGS: readonly NativeSetting[] = [
  { ...DBNAME, description: 'The same as `database`; it wins over it.' },
  { ...URL_OF_ALL, name: 'url', description: 'The same as `sqlalchemy_url`.' },
  SSL,
  {
    name: 'sslmode',
    kind: 'options',
    label: 'TLS mode',
    description: 'The same as `ssl_mode`.',
    options: SSL_MODE_OPTIONS,
  },
  {
    name: 'ssl_root_cert',
    kind: 'string',
    label: 'Certificate authority',
    description: 'The same as `ssl_certificate_authority`; it wins over it.',
  },
  { name: 'driver', kind: 'string', label: 'Driver', description: "SQLAlchemy's driver.", ignored: NOT_READ },
  { name: 'dialect+driver', kind: 'string', label: 'Driver', description: "SQLAlchemy's driver.", ignored: NOT_READ },
];
