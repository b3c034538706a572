/** Many files and plugins cost in proportion. */
import { openProjectSource } from '../../../src/project/project-source';
import { validateProject } from '../../../src/validate/validate-project';
import { atQuickPace } from '../../support/machine-pace';
import { projectFolder, removeProjectFolders } from '../project/project-folder';

afterAll(removeProjectFolders);

/** `files` included files with 5 plugins and a job each: a base tap and target, and what inherits from them. */
function largeProject(files: number): string {
  const texts = Array.from(
    { length: files },
    (_, index) => [`pipelines/p${index}/config.yml`, pipeline(index)] as const,
  );
  const variables = Array.from({ length: files }, (_, index) => `SECRET_${index}=s${index}`);
  return projectFolder({
    'meltano.yml':
      'include_paths: ["./pipelines/**/*.yml", "plugins/*.yml"]\ndefault_environment: dev\nenvironments:\n- {name: dev, env: {SCHEMA: dev}}\n- {name: prod, env: {SCHEMA: prod}}',
    'plugins/base.yml': `plugins:
  extractors: [{name: tap-x, namespace: tap_x, config: {host: h}, settings: [{name: port, kind: integer, value: 1}]}]
  loaders: [{name: target-y, namespace: target_y, config: {schema: $SCHEMA}}]
  mappers: [{name: meltano-map-transformer}]`,
    '.env': variables.join('\n'),
    ...Object.fromEntries(texts),
  });
}

function pipeline(index: number): string {
  return `plugins:
  extractors:
    - {name: tap-x--${index}, inherit_from: tap-x, config: {password: "\${SECRET_${index}}"}, select: ["a${index}.*", "!b.*"]}
    - {name: tap-x--${index}-b, inherit_from: tap-x--${index}, metadata: {"*": {replication-method: FULL_TABLE}}}
  mappers:
    - name: map-${index}
      inherit_from: meltano-map-transformer
      mappings: [{name: m-${index}, config: {stream_maps: {a: {b: "str(c)"}}}}]
  loaders:
    - {name: target-y--${index}, inherit_from: target-y, config: {port: ${index}}}
    - {name: target-y--${index}-b, inherit_from: target-y}
jobs:
  - {name: job-${index}, tasks: [tap-x--${index} m-${index} target-y--${index}, tap-x--${index}-b target-y--${index}-b]}
schedules:
  - {name: s-${index}, interval: "@daily", job: job-${index}}
`;
}

/** Milliseconds of the processor, which other tests on the machine do not lengthen much. */
function usedMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What it takes to read the project and to resolve all that its jobs run. */
async function resolveAll(root: string): Promise<number> {
  const started = process.cpuUsage();
  const project = await openProjectSource(root, {}).load();
  for (const job of project.jobs) {
    for (const block of project.resolveJob(job.name).blocks) {
      if (block.kind !== 'pipeline') throw new Error('A job of this project has a command.');
      const { tap, mappings, target } = block.pipeline;
      project.resolvePlugin('extractors', tap);
      for (const mapping of mappings) project.resolveMapping(mapping);
      project.resolvePlugin('loaders', target, tap);
    }
  }
  return usedMs(started);
}

test('200 files with 1,000 plugins are resolved in far less than the time that a person notices', async () => {
  // Measured alone: 0.3 s. The bound is for a machine that is busy with other tests.
  expect(atQuickPace(await resolveAll(largeProject(200)), 3000)).toBeLessThan(3000);
});

test('four times the files cost about four times the time', async () => {
  await resolveAll(largeProject(100));
  const few = await resolveAll(largeProject(100));
  // A quadratic part would make it sixteen times; twice the proportion is left for a busy machine.
  expect(await resolveAll(largeProject(400))).toBeLessThan(few * 8 + 200);
});

test('a large project is validated in all environments', async () => {
  const started = process.cpuUsage();
  const { problems, plugins } = await validateProject({
    root: largeProject(200),
    environment: undefined,
    processEnv: {},
  });
  expect({ problems: problems.slice(0, 3), plugins }).toEqual({ problems: [], plugins: 1003 });
  expect(atQuickPace(usedMs(started), 6000)).toBeLessThan(6000);
});
