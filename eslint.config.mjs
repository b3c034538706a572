import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.meltemi/', 'test/fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      // Data formats are made of control characters: a NUL in a row, a tab between two fields.
      'no-control-regex': 'off',
    },
  },
  { files: ['src/**/*.ts'], rules: { 'max-lines': ['error', { max: 300 }] } },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      // A count or a size in a message is plain enough; the other kinds of value print badly by accident.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // An interface is implemented with async methods whether or not one of them has to wait.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['config/**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: './tsconfig.taps.json' } },
  },
  { files: ['config/**/*.mjs'], languageOptions: { globals: { process: 'readonly', URL: 'readonly' } } },
);
