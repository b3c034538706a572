/** The settings by which tap-postgres and target-postgres reach a server. */
import type { SettingData } from '../definition';

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

export const POSTGRES_CONNECTION: readonly SettingData[] = [
  { name: 'host', kind: 'string', label: 'Host', description: 'Host name or address of the server.' },
  { name: 'port', kind: 'integer', value: 5432, label: 'Port', description: 'Port of the server.' },
  { name: 'user', kind: 'string', label: 'User', description: 'User name to log in with.' },
  { name: 'password', kind: 'password', sensitive: true, label: 'Password', description: 'Password of the user.' },
  { name: 'database', kind: 'string', label: 'Database', description: 'Name of the database.' },
  {
    name: 'sqlalchemy_url',
    kind: 'password',
    sensitive: true,
    label: 'URL',
    description:
      'All of the above in one: `postgresql://user:password@host:5432/database`. It wins over the single settings.',
  },
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
    options: SSL_MODES.map((mode) => ({ label: mode, value: mode })),
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
];
