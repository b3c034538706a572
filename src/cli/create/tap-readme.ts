/** `README.md` of a new tap: what to edit, and how to try it. */
import type { Auth, Pagination, TapChoices } from './tap-choices';
import { variablesOf } from './tap-settings';

const AUTH: Readonly<Record<Auth, string | null>> = {
  none: null,
  'api-key': 'the header that the key goes into',
  bearer: null,
  basic: null,
  oauth: 'the URL that gives the tokens (`authEndpoint`)',
};

const PAGINATION: Readonly<Record<Pagination, string | null>> = {
  none: null,
  page: 'the parameters that ask for a page, and how many records it has',
  offset: 'the parameters that ask for a page, and how many records it has',
  cursor: "where an answer has the next page's token, and the parameter that takes it",
  link: null,
  'next-url': "where an answer has the next page's URL",
};

export function tapReadme(choices: TapChoices): string {
  const { plugin, url, stream, auth, pagination } = choices;
  const variables = variablesOf(choices).map((name) => `\`${name}\``);
  const client = [AUTH[auth], PAGINATION[pagination]].filter((part) => part !== null);
  const steps = [
    ...(client.length === 0 ? [] : [`\`client.ts\`: ${client.join('; ')}.`]),
    '`streams.ts`: the path, the keys, and where an answer has its records (`recordsJsonpath`). `replicationKey = null` reads all records every time.',
    `\`schemas/${stream}.json\`: the properties of a record.`,
    '`tap.ts`: the list of streams, when there are more.',
    ...(variables.length === 0
      ? []
      : [
          `\`.env\`: ${variables.join(' and ')}, here for trying the tap out, and in the \`.env\` of the project for its runs.`,
        ]),
  ];
  return `# ${plugin}

Extracts from ${url}.

## Make it yours

${steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}

## Try it

In this folder, which is a project of its own:

\`\`\`sh
meltemi preview ${plugin}
meltemi run ${plugin} target-jsonl   # into output/${stream}.jsonl
meltemi test ${plugin}               # the standard checks, against the API
node --test                          # the same checks and the records, against tests/recorded.json
\`\`\`

## In an editor

\`import ... from 'meltemi/sdk'\` in the editor and in \`node --test\` finds the package in a \`node_modules\` of this folder or of one above it. \`meltemi create tap\`
has linked the installed one here when there was none. A link is not kept in git: after a clone, run \`npm link meltemi\` in this folder where meltemi is
installed globally, or \`npm install --save-dev meltemi\` in the project. \`meltemi\` itself runs the tap without either.

After a change of paths or properties, \`tests/recorded.json\` (the answers of the API) and \`tests/expected.json\` (the records) need it too.
An answer to a POST may say which one: \`"POST /search": [{ "request": { "offset": 0 }, "body": ... }]\`.
`;
}
