/**
 * One PostgreSQL server serves the whole run (`test/support/global-setup.ts`); each test file makes its own database on it.
 * @type {import('jest').Config}
 */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // They install plugins from PyPI: `npm run test:real-plugins`.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/real-plugins/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs', ignoreDynamic: true },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
  // Two is what a small machine can feed beside the database and Temporal servers that the tests start.
  maxWorkers: 2,
  // Milliseconds. Tests wait on real servers; one that needs longer says so itself.
  testTimeout: 60_000,
};
