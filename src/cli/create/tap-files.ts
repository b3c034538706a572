/** The files of a new tap, by their path in its folder. */
import type { JsonObject } from '../../model/json';
import { setVariable } from '../../project/edit/dotenv-edit';
import { newFileText } from '../../project/edit/new-file';
import { baseClass, clientFile } from './client-file';
import { recordedAnswers, recordedRecords, testFile } from './recorded-test';
import { tapReadme } from './tap-readme';
import { authSettings, pluginEntry, variablesOf } from './tap-settings';
import { classPrefix, type TapChoices } from './tap-choices';

/** The project in which the tap is tried out by itself. */
const OWN_PROJECT = 'meltano.yml';

export function tapFiles(choices: TapChoices): ReadonlyMap<string, string> {
  const { stream } = choices;
  const variables = variablesOf(choices);
  const dotenv = variables.reduce((text, name) => setVariable(text, name, ''), '');
  return new Map([
    ['tap.ts', tapFile(choices)],
    ['client.ts', clientFile(choices)],
    ['streams.ts', streamsFile(choices)],
    [`schemas/${stream}.json`, SCHEMA],
    [OWN_PROJECT, newFileText(ownProject(choices))],
    ['tests/tap.test.mjs', testFile(choices)],
    ['tests/recorded.json', recordedAnswers(choices)],
    ['tests/expected.json', recordedRecords(choices)],
    ['tsconfig.json', TSCONFIG],
    ['README.md', tapReadme(choices)],
    ['.gitignore', '.env\n.meltano/\n.meltemi/\nnode_modules/\noutput/\n'],
    ...(variables.length === 0 ? [] : [['.env', dotenv] as const]),
  ]);
}

/** For editors and `tsc`: the tap itself is loaded without a build step. */
const TSCONFIG = `{
  "compilerOptions": {
    "target": "ES2023",
    "lib": ["ES2023", "DOM"],
    "module": "Preserve",
    "moduleResolution": "Bundler",
    "resolveJsonModule": true,
    "strict": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["*.ts"]
}
`;

const SCHEMA = `{
  "type": "object",
  "properties": {
    "id": { "type": "integer" },
    "name": { "type": ["string", "null"] },
    "updated_at": { "type": ["string", "null"], "format": "date-time" }
  }
}
`;

function tapFile(choices: TapChoices): string {
  const { plugin, prefix, stream } = choices;
  const settings = authSettings(choices).map(
    ({ name, isSecret }) => `  ${name}: { type: 'string', required: true${isSecret ? ', secret: true' : ''} },\n`,
  );
  return `import { Tap, type ConfigOf } from 'meltemi/sdk';
import { ${classPrefix(stream)}Stream } from './streams';

const configSchema = {
  api_url: { type: 'string', required: true },
${settings.join('')}  start_date: { type: 'date-time' },
} as const;

export type Config = ConfigOf<typeof configSchema>;

export default class Tap${prefix} extends Tap<Config> {
  name = '${plugin}';
  configSchema = configSchema;

  discoverStreams() {
    return [new ${classPrefix(stream)}Stream(this)];
  }
}
`;
}

function streamsFile(choices: TapChoices): string {
  const { stream, pagination } = choices;
  const inObject = pagination === 'cursor' || pagination === 'next-url';
  return `import { ${baseClass(choices)} } from './client';

export class ${classPrefix(stream)}Stream extends ${baseClass(choices)} {
  name = '${stream}';
  path = '/${stream}';
  primaryKeys = ['id'];
  replicationKey = 'updated_at';
  recordsJsonpath = '${inObject ? '$.data[*]' : '$[*]'}';
}
`;
}

function ownProject(choices: TapChoices): JsonObject {
  return {
    version: 1,
    project_id: choices.plugin,
    default_environment: 'dev',
    environments: [{ name: 'dev' }],
    plugins: {
      extractors: [pluginEntry(choices, 'tap.ts')],
      loaders: [
        {
          name: 'target-jsonl',
          variant: 'andyh1203',
          pip_url: 'target-jsonl',
          // One file per stream, not one per run.
          config: { do_timestamp_file: false },
        },
      ],
    },
  };
}
