/** A tap of one's own: a name, its settings, its streams. The names are the Singer SDK's in camel case. */
import type { JsonObject, JsonValue } from '../model/json';
import type { Stream } from './stream';

/** One setting of a tap. */
export interface ConfigProperty {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'date-time';
  readonly required?: boolean;
  /** Never shown, never logged. */
  readonly secret?: boolean;
  readonly description?: string;
  readonly default?: JsonValue;
  readonly examples?: readonly JsonValue[];
  readonly allowedValues?: readonly JsonValue[];
}

export type ConfigSchema = Readonly<Record<string, ConfigProperty>>;

interface ConfigTypes {
  readonly string: string;
  readonly integer: number;
  readonly number: number;
  readonly boolean: boolean;
  readonly object: JsonObject;
  readonly array: readonly JsonValue[];
  readonly 'date-time': string;
}

type ConfigValue<Property extends ConfigProperty> = Property extends { required: true } | { default: JsonValue }
  ? ConfigTypes[Property['type']]
  : ConfigTypes[Property['type']] | null;

/** The type of `Tap.config`, from the schema as a constant: a setting that is not set and has no default is null. */
export type ConfigOf<Schema extends ConfigSchema> = {
  readonly [Name in keyof Schema]: ConfigValue<Schema[Name]>;
};

export abstract class Tap<Config extends JsonObject = JsonObject> {
  /** E.g. `tap-okta`. */
  abstract readonly name: string;
  readonly configSchema: ConfigSchema = {};
  /** Of the tap's module, where relative paths of schema files begin. Set when the module is loaded; tests that make a tap by hand set it. */
  folder: string | null = null;

  constructor(readonly config: Config) {}

  /** All streams that there are to choose from, each made with this tap. */
  abstract discoverStreams(): readonly Stream<Config>[];
}
