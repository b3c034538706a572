/** The one file of a new tap without code. */
import { PAGE_SIZE } from './client-file';
import { authSettings, variableOf } from './tap-settings';
import type { Auth, Pagination, TapChoices } from './tap-choices';

const AUTH: Readonly<Record<Auth, readonly string[]>> = {
  none: [],
  'api-key': [
    'auth:',
    '  type: api_key',
    '  name: X-API-Key # of the header; `in: params` makes it a parameter',
    "  value: '{api_key}'",
  ],
  bearer: ['auth:', '  type: bearer', "  token: '{token}'"],
  basic: ['auth:', '  type: basic', "  username: '{username}'", "  password: '{password}'"],
  oauth: [
    'auth:',
    '  type: oauth2',
    "  token_url: '{api_url}/oauth/token'",
    "  client_id: '{client_id}'",
    "  client_secret: '{client_secret}'",
  ],
};

const PAGE_SIZE_LINES = (param: string): readonly string[] => [
  `  page_size: ${PAGE_SIZE}`,
  `  page_size_param: ${param} # its name in the URL`,
];

const PAGINATION: Readonly<Record<Pagination, readonly string[]>> = {
  none: [],
  page: ['pagination:', '  type: page_number', '  param: page', ...PAGE_SIZE_LINES('per_page')],
  offset: ['pagination:', '  type: offset', '  param: offset', ...PAGE_SIZE_LINES('limit')],
  cursor: [
    'pagination:',
    '  type: cursor',
    '  from: $.next # where an answer has the token',
    '  param: cursor # where the next request has it',
    ...PAGE_SIZE_LINES('limit'),
  ],
  link: ['pagination:', '  type: header_link'],
  'next-url': ['pagination:', '  type: next_url', '  from: $.next # where an answer has the URL'],
};

export function restFile(choices: TapChoices): string {
  const { plugin, namespace, url, stream, auth, pagination } = choices;
  const settings = authSettings(choices);
  const inObject = pagination === 'cursor' || pagination === 'next-url';
  const rest = [
    "url_base: '{api_url}'",
    ...AUTH[auth],
    ...PAGINATION[pagination],
    '# Where an answer has the list of its records: `$` is the whole answer.',
    `records: ${inObject ? '$.data' : '$'}`,
    '# Take this in when the API filters by time; without it what is not new is dropped.',
    '# incremental: { param: updated_since, format: iso8601 }',
    'streams:',
    `  - name: ${stream}`,
    `    path: /${stream}`,
    '    primary_keys: [id]',
    '    # Without it all records are read every time.',
    '    replication_key: updated_at',
    '    # What is not named here is left out.',
    '    schema:',
    '      id: integer',
    '      name: string',
    '      updated_at: date-time',
  ];
  const lines = [
    `# ${plugin}: a tap without code. All keys of \`rest:\` are in Meltemi's docs/rest-taps.md.`,
    `# After a change: \`meltemi validate\`, \`meltemi preview ${plugin}\`, \`meltemi test ${plugin}\`.`,
    'plugins:',
    '  extractors:',
    `    - name: ${plugin}`,
    `      namespace: ${namespace}`,
    '      settings:',
    '        - name: api_url',
    ...settings.flatMap(({ name, isSecret }) => [
      `        - name: ${name}`,
      ...(isSecret ? ['          kind: password'] : []),
    ]),
    '        - name: start_date # where incremental streams begin',
    '          kind: date_iso8601',
    '      config:',
    `        api_url: ${url}`,
    ...settings.map(({ name }) => `        ${name}: $${variableOf(choices, name)}`),
    "      select: ['*.*']",
    '      rest:',
    ...rest.map((line) => `        ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}
