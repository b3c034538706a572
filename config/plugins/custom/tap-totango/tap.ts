import { Tap, type ConfigOf } from 'meltemi/sdk';
import { AccountsStream, EventsStream, UsersStream } from './streams';

const configSchema = {
  api_url: {
    type: 'string',
    default: 'https://api.totango.com',
    description: 'Of the service in the US; the one in the EU is https://api-eu1.totango.com.',
  },
  auth_token: { type: 'string', required: true, secret: true, description: 'The API token of a global admin.' },
  users_terms: { type: 'array', default: [], description: 'Which users: conditions of the Search API, all of them.' },
  users_fields: { type: 'array', default: [], description: "What a user's `selected_fields` are to hold." },
  users_offset: { type: 'integer', default: 0, description: 'Users to leave out at the beginning.' },
  users_count: { type: 'integer', default: 1000, description: 'Users in an answer, 1000 at most.' },
  users_sort_by: { type: 'string', default: 'display_name' },
  users_sort_order: { type: 'string', default: 'ASC', allowedValues: ['ASC', 'DESC'] },
  accounts_terms: { type: 'array', default: [], description: 'Which accounts, as with users.' },
  accounts_fields: { type: 'array', default: [], description: "What an account's `selected_fields` are to hold." },
  accounts_offset: { type: 'integer', default: 0, description: 'Accounts to leave out at the beginning.' },
  accounts_count: { type: 'integer', default: 1000, description: 'Accounts in an answer, 1000 at most.' },
  accounts_sort_by: { type: 'string', default: 'display_name' },
  accounts_sort_order: { type: 'string', default: 'ASC', allowedValues: ['ASC', 'DESC'] },
  events_terms: { type: 'array', default: [], description: 'Which events, beside that they are new.' },
  events_offset: { type: 'integer', default: 0, description: 'The first page; pages are counted from 0.' },
  events_count: { type: 'integer', default: 1000, description: 'Events in an answer, 1000 at most.' },
} as const;

export type Config = ConfigOf<typeof configSchema>;

export default class TapTotango extends Tap<Config> {
  name = 'tap-totango';
  configSchema = configSchema;

  discoverStreams() {
    return [new UsersStream(this), new AccountsStream(this), new EventsStream(this)];
  }
}
