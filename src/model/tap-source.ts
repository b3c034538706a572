/** What a tap that was written with the SDK is made of. */
import type { RestDeclaration } from './rest-declaration';

export type TapSource =
  | {
      readonly kind: 'module';
      /** Path of a `.ts`, `.js` or `.mjs` file. */
      readonly path: string;
    }
  | {
      readonly kind: 'rest';
      readonly tapName: string;
      /** Where relative paths of schema files begin. */
      readonly folder: string;
      readonly declaration: RestDeclaration;
    };
