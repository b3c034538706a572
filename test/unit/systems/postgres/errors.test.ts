import { MeltemiError } from '../../../../src/model/errors';
import { postgresFailure, type Side } from '../../../../src/systems/postgres/errors';
import { readPostgresSettings } from '../../../../src/systems/postgres/settings';

const settings = readPostgresSettings({ host: 'db', user: 'me', password: 'canary-password', dbname: 'shop' }, 'tap');

function failure(error: object, side: Side = 'source'): MeltemiError {
  const found = postgresFailure(Object.assign(new Error(), error), { side, doing: 'reading `public-t`', settings });
  if (!(found instanceof MeltemiError)) throw new Error('It is not one of ours.');
  return found;
}

const server = (code: string, more: object = {}) => ({ code, severity: 'ERROR', message: 'the message', ...more });

test.each([
  ['28P01', 'CredentialsRejected', 'CredentialsRejected'],
  ['28000', 'CredentialsRejected', 'CredentialsRejected'],
  ['3D000', 'ConfigInvalid', 'ConfigInvalid'],
  ['42501', 'PermissionDenied', 'PermissionDenied'],
  ['42P01', 'StreamNotFound', 'TargetRejected'],
  ['42703', 'SourceSchemaChanged', 'TargetRejected'],
  ['40001', 'SourceUnavailable', 'TargetUnavailable'],
  ['40P01', 'SourceUnavailable', 'TargetUnavailable'],
  ['55P03', 'SourceUnavailable', 'TargetUnavailable'],
  ['53100', 'SourceUnavailable', 'TargetUnavailable'],
  ['53300', 'SourceUnavailable', 'TargetUnavailable'],
  ['57P01', 'SourceUnavailable', 'TargetUnavailable'],
  ['57014', 'SourceUnavailable', 'TargetUnavailable'],
  ['08006', 'SourceUnavailable', 'TargetUnavailable'],
  ['25006', 'SourceRejected', 'TargetUnavailable'],
  ['22001', 'SourceRejected', 'TargetRejected'],
  ['23505', 'SourceRejected', 'TargetRejected'],
  ['42883', 'SourceRejected', 'TargetRejected'],
  ['XX000', 'SourceUnavailable', 'TargetUnavailable'],
])('SQLSTATE %s is %s at the source and %s at the target', (code, source, target) => {
  expect(failure(server(code)).code).toBe(source);
  expect(failure(server(code), 'target').code).toBe(target);
});

test.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EPIPE'])('%s is unavailable', (code) => {
  expect(failure({ code, message: `connect ${code}` }).code).toBe('SourceUnavailable');
});

test.each([
  ['Connection terminated unexpectedly', 'SourceUnavailable'],
  ['timeout expired', 'SourceUnavailable'],
  ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string', 'CredentialsRejected'],
  ['The server does not support SSL connections', 'ConfigInvalid'],
])('the driver’s “%s” is %s', (message, code) => {
  expect(failure({ message }).code).toBe(code);
});

test('the message says what, where and what to do, and never the password', () => {
  const { message } = failure(server('42501', { message: 'permission denied for table t' }));
  expect(message).toBe(
    'PostgreSQL at `db:5432/shop` failed while reading `public-t`: permission denied for table t (SQLSTATE 42501). ' +
      'Grant the right to the user of the setting `user`.',
  );
});

test('values of rows do not get through, names do', () => {
  const leaky = {
    detail: 'Key (id)=(canary) already exists.',
    hint: 'canary',
    where: 'COPY orders, line 3, column amount: "canary"',
    table: 'orders',
    constraint: 'orders_pkey',
  };
  for (const [code, message] of [
    ['22P02', 'invalid input syntax for type integer: "canary"'],
    ['22003', 'value "canary" is out of range for type integer'],
    ['22P02', 'invalid input value for enum mood: "say "canary"\nagain"'],
    ['P0001', 'canary must not be sold'],
    ['23505', 'duplicate key value violates unique constraint "orders_pkey"'],
  ] as const) {
    const said = failure(server(code, { ...leaky, message }), 'target').message;
    expect(said).not.toContain('canary');
    expect(said).toContain('table `orders`, column `amount`, constraint `orders_pkey`, row 3 of the batch');
  }
});

test('aborts, our own errors and bugs come back as they are', () => {
  const context = { side: 'source', doing: 'x', settings } as const;
  const abort = new DOMException('This operation was aborted', 'AbortError');
  const own = new MeltemiError('PageStoreFull', 'a', 'b');
  const bug = new TypeError('x is not a function');
  for (const error of [abort, own, bug]) expect(postgresFailure(error, context)).toBe(error);
});
