/**
 * What Meltemi says of a plugin that it runs itself: the one place for names, variants and settings. Lock files, `validate`, `add` and
 * the tables of the docs are made of it.
 */
import type { JsonValue } from '../../model/json';
import type { SettingKind } from '../../model/setting-kinds';

export type NativeKind = 'extractors' | 'loaders' | 'mappers';

export interface NativeSetting {
  /** With dots for what stands inside an object: `ssh_tunnel.host`. */
  readonly name: string;
  readonly kind: SettingKind;
  readonly label: string;
  readonly description: string;
  readonly value?: JsonValue;
  readonly sensitive?: true;
  readonly options?: readonly { readonly label: string; readonly value: string }[];
  /** Decides where data comes from or goes to: a variable without a value in it is an error, never an empty text. */
  readonly place?: true;
  /** Taken and not read, and why: a sentence for people without a full stop. Absent: it is read. */
  readonly ignored?: string;
}

export interface NativeVariant {
  /** As the hub calls it. */
  readonly variant: string;
  /** What people call it besides. */
  readonly otherNames?: readonly string[];
  readonly docs: string;
  readonly repo: string;
  /** For projects that are also run by Meltano. */
  readonly pipUrl: string;
  /** What the definition of the variant declares. */
  readonly settings: readonly NativeSetting[];
}

export interface NativePlugin {
  readonly kind: NativeKind;
  readonly name: string;
  readonly namespace: string;
  readonly label: string;
  /** What it does, as a sentence. */
  readonly description: string;
  readonly executable: string;
  readonly capabilities: readonly string[];
  /** The first one is the default. */
  readonly variants: readonly [NativeVariant, ...NativeVariant[]];
  /** Taken in every variant though no definition declares them: other spellings, and what Meltemi adds. */
  readonly accepted: readonly NativeSetting[];
}
