import { Tap, type ConfigOf } from 'meltemi/sdk';
import { UsersStream } from './streams';

const configSchema = {
  auth_token: {
    type: 'string',
    required: true,
    secret: true,
    description: 'The API token, without the `SSWS` before it.',
  },
  okta_domain: {
    type: 'string',
    required: true,
    description: "The organization's domain: `example.okta.com`, or with its scheme.",
  },
  performance_optimization: {
    type: 'boolean',
    description: 'Leaves out credentials and links of credentials, which are slow with delegated authentication.',
  },
  search: {
    type: 'string',
    description: 'Which users: a filter over most of their properties. Without one, deprovisioned users are left out.',
    examples: [
      'status eq "STAGED"',
      'lastUpdated gt "2026-01-01T00:00:00.000Z"',
      'id eq "00u1ero7vZFVEIYLWPBN"',
      'type.id eq "otyfnjfba4ye7pgjB0g4"',
      'profile.department eq "Engineering"',
      'profile.occupation eq "Leader"',
      'profile.lastName sw "Smi"',
    ],
  },
  limit: {
    type: 'integer',
    default: 200,
    description: 'Users in an answer, 200 at most.',
  },
  sortBy: {
    type: 'string',
    description: 'The property to sort by, when there is a search.',
  },
  sortOrder: {
    type: 'string',
    allowedValues: ['asc', 'desc'],
    description: 'The direction of `sortBy`: `asc` when not set.',
  },
} as const;

export type Config = ConfigOf<typeof configSchema>;

export default class TapOkta extends Tap<Config> {
  name = 'tap-okta';
  configSchema = configSchema;

  discoverStreams() {
    return [new UsersStream(this)];
  }
}
