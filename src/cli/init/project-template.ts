/** The files of a new project: one concern per file, pipelines inherit from base plugins. */
import { DATABASES, environmentFile, environmentSample } from './environments';

/** By path, relative to the project. `name`: letters, digits, `-`, `_`. */
export function projectTemplate(name: string): ReadonlyMap<string, string> {
  return new Map([
    ['meltano.yml', meltanoFile(name)],
    ['env_config.yml', environmentFile()],
    ['.env.example', environmentSample()],
    ['plugins/extractors/extractors_config.yml', EXTRACTORS],
    ['plugins/loaders/loaders_config.yml', LOADERS],
    ['plugins/mappers/mappers_config.yml', MAPPERS],
    ['plugins/custom/custom_config.yml', CUSTOM],
    ['pipelines/example/example_config.yml', PIPELINE],
    ['requirements.txt', REQUIREMENTS],
    ['.gitignore', IGNORED],
    ['.dockerignore', `${IGNORED}.git\n`],
    ['README.md', readme(name)],
  ]);
}

function meltanoFile(name: string): string {
  return `version: 1
project_id: ${name}
include_paths:
  - env_config.yml
  - ./pipelines/**/*.yml
  - ./plugins/custom/custom_config.yml
  - ./plugins/extractors/extractors_config.yml
  - ./plugins/loaders/loaders_config.yml
  - ./plugins/mappers/mappers_config.yml

# Where the state of incremental pipelines is mirrored to, for example in production:
# state_backend:
#   uri: s3://<bucket>/<prefix>
#   s3:
#     aws_access_key_id: \${AWS_KEY_ID_STATE_BACKEND}
#     aws_secret_access_key: \${AWS_SECRET_STATE_BACKEND}
`;
}

const EXTRACTORS = `# Base taps. Pipelines inherit from them and say what to extract.
plugins:
  extractors:
    - name: tap-postgres
      variant: meltanolabs
      pip_url: meltanolabs-tap-postgres
      config:
        host: \${${DATABASES.source}_HOST}
        port: \${${DATABASES.source}_PORT}
        user: \${${DATABASES.source}_USER}
        password: \${${DATABASES.source}_PASSWORD}
        database: \${${DATABASES.source}_NAME}
        default_replication_method: FULL_TABLE
`;

const LOADERS = `# Base targets. The active environment says where they write to (see env_config.yml).
plugins:
  loaders:
    - name: target-postgres
      variant: meltanolabs
      pip_url: meltanolabs-target-postgres
      config:
        host: \${${DATABASES.target}_HOST}
        port: \${${DATABASES.target}_PORT}
        user: \${${DATABASES.target}_USER}
        password: \${${DATABASES.target}_PASSWORD}
        database: \${${DATABASES.target}_NAME}
        default_target_schema: public

    - name: target-jsonl
      variant: andyh1203
      pip_url: target-jsonl
      config:
        destination_path: output
`;

const MAPPERS = `# Base mappers. Pipelines inherit from them and say what to change.
plugins:
  mappers:
    - name: meltano-map-transformer
      variant: meltano
      pip_url: meltano-map-transform
      executable: meltano-map-transform
`;

const CUSTOM = `# Taps written in-house: \`meltemi create tap\` writes one to plugins/custom/ and adds it here.
plugins:
  extractors: []
`;

const PIPELINE = `# One folder per pipeline. Run this one with: meltemi run example-pipeline
plugins:
  extractors:
    - name: tap-postgres--example
      inherit_from: tap-postgres
      select:
        # <schema>-<table>.<column>
        - public-*.*

  mappers:
    - name: add-extracted-at
      inherit_from: meltano-map-transformer
      config:
        stream_maps:
          '*':
            extracted_at: datetime.datetime.now(datetime.timezone.utc)

  loaders:
    - name: target-postgres--example
      inherit_from: target-postgres
      config:
        default_target_schema: example

jobs:
  - name: example-pipeline
    tasks:
      - tap-postgres--example add-extracted-at target-postgres--example

schedules:
  - name: example-daily
    interval: '@daily'
    job: example-pipeline
`;

const REQUIREMENTS = `# For those who run this project with Meltano too; the extra is for the state backend.
meltano[s3]
`;

const IGNORED = `.env
.meltano/
.meltemi/
output/
`;

function readme(name: string): string {
  return `# ${name}

A project for Meltemi, in Meltano's format.

    cp .env.example .env        # then fill it in
    meltemi plan example-pipeline
    meltemi run example-pipeline
    meltemi --environment prod run example-pipeline

| Where | What |
| --- | --- |
| \`meltano.yml\` | the files of the project, and its state backend |
| \`env_config.yml\` | environments: where each of them writes to |
| \`.env\` | passwords and addresses; never committed |
| \`plugins/\` | base taps, targets and mappers |
| \`plugins/custom/\` | taps written in-house |
| \`pipelines/<name>/\` | what one pipeline extracts, changes and loads, and its job |
`;
}
