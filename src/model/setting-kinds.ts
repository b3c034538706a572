/** What a setting of a plugin may be, in the words of Meltano's definitions. */
export const SETTING_KINDS = [
  'string',
  'integer',
  'boolean',
  'decimal',
  'date_iso8601',
  'email',
  'password',
  'oauth',
  'options',
  'file',
  'array',
  'object',
  'hidden',
] as const;

export type SettingKind = (typeof SETTING_KINDS)[number];
