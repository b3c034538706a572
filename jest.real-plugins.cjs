/** `npm run test:real-plugins`: needs PyPI and minutes. @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/test/real-plugins/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
