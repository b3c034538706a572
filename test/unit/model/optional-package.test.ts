import { loadOptional } from '../../../src/model/optional-package';

const load = (code: string) => (): never => {
  throw Object.assign(new Error('native words'), { code });
};

test.each([
  ['MODULE_NOT_FOUND', 'The format Parquet needs the package `@duckdb/node-api`, which is not installed.'],
  [
    'ERR_DLOPEN_FAILED',
    'The format Parquet needs the package `@duckdb/node-api`, which is installed, but cannot be loaded on this machine.',
  ],
])('%s says which package is needed, by what, and how to get it', (code, reason) => {
  expect(() => loadOptional(load(code), '@duckdb/node-api', 'The format Parquet')).toThrow(
    expect.objectContaining({
      code: 'Unsupported',
      reason,
      instruction: 'Install it beside meltemi: `npm install @duckdb/node-api`.',
    }) as Error,
  );
});

test('what is loaded comes back, and other errors come through', () => {
  expect(loadOptional(() => 'it', 'x', 'X')).toBe('it');
  expect(() => loadOptional(load('EACCES'), 'x', 'X')).toThrow('native words');
});
