/** What a run needs of the project: that it can be read, that its jobs hold together, that its databases answer. */
import { MeltemiError } from '../../model/errors';
import type { Redactor } from '../../model/redactor';
import type { Pipeline, Project, ResolvedPlugin } from '../../project/project';
import { connect } from '../../systems/postgres/connect';
import { describeServer, readPostgresSettings } from '../../systems/postgres/settings';
import { viewError } from '../cli-error';
import { error, ok, warning, type Finding } from './check';

const CONNECT_TIMEOUT_MS = 15_000;
/** Plugins that Meltemi connects itself. */
const POSTGRES: ReadonlySet<string> = new Set(['tap-postgres', 'target-postgres']);

/** One database may be behind several plugins: it is asked once for each way to log in. */
export async function checkProject(project: Project, redactor: Redactor): Promise<readonly Finding[]> {
  const findings: Finding[] = [ok('project', `${project.id}, environment ${project.environment ?? 'none'}`)];
  for (const said of project.warnings) findings.push(warning('project', said, ''));
  for (const said of project.oddities()) findings.push(warning('Meltano', said, ''));
  const plugins = new Map<string, () => ResolvedPlugin>();
  for (const { tap, target } of jobPipelines(project, findings)) {
    plugins.set(tap, () => project.resolvePlugin('extractors', tap));
    plugins.set(`${target} behind ${tap}`, () => project.resolvePlugin('loaders', target, tap));
  }
  const asked = new Set<string>();
  for (const [name, resolve] of plugins) findings.push(...(await checkPlugin(name, resolve, asked, redactor)));
  return findings;
}

function jobPipelines(project: Project, findings: Finding[]): readonly Pipeline[] {
  return project.jobs.flatMap(({ name }) => {
    try {
      const { blocks } = project.resolveJob(name);
      for (const block of blocks) {
        if (block.kind === 'pipeline') for (const mapping of block.pipeline.mappings) project.resolveMapping(mapping);
      }
      return blocks.flatMap((block) => (block.kind === 'pipeline' ? [block.pipeline] : []));
    } catch (failure) {
      findings.push(failureOf(`job ${name}`, failure));
      return [];
    }
  });
}

async function checkPlugin(
  name: string,
  resolve: () => ResolvedPlugin,
  asked: Set<string>,
  redactor: Redactor,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  try {
    const plugin = resolve();
    redactor.add(plugin.secrets);
    for (const said of plugin.warnings) findings.push(warning(name, said, ''));
    if (POSTGRES.has(plugin.baseName)) findings.push(...(await checkDatabase(name, plugin, asked)));
  } catch (failure) {
    findings.push(failureOf(name, failure));
  }
  return findings.map((finding) => ({ ...finding, said: redactor.text(finding.said) }));
}

async function checkDatabase(name: string, plugin: ResolvedPlugin, asked: Set<string>): Promise<readonly Finding[]> {
  const settings = readPostgresSettings(plugin.settings, plugin.name);
  const key = JSON.stringify(settings);
  if (asked.has(key)) return [];
  asked.add(key);
  const client = await connect(settings, {
    side: plugin.kind === 'extractors' ? 'source' : 'target',
    purpose: 'a look by `meltemi doctor`',
    signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS),
  });
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return [ok(name, `PostgreSQL ${rows[0]?.server_version ?? ''} at ${describeServer(settings)}`)];
  } finally {
    await client.end();
  }
}

function failureOf(subject: string, failure: unknown): Finding {
  const { reason, instruction } = viewError(failure);
  // What another try may heal is still no database now.
  return failure instanceof MeltemiError && failure.code === 'Unsupported'
    ? warning(subject, reason, instruction)
    : error(subject, reason, instruction);
}
