/** `meltemi test`: runs the commands of plugins whose names start with `test`, and the standard checks of taps with a module. */
import { EXIT, failedError, type ExitCode } from '../cli-error';
import { printLines, widthOf, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { forwardSignals } from '../singer/forward-signals';
import { openCommandPlugin } from '../singer/open-command-plugin';
import type { PluginRef, Project } from '../../project/project';
import { hasKit, runKit, type KitOptions } from './test-kit';

/** Columns of a line that is no terminal's. */
const PLAIN_WIDTH = 80;
/** Where a test's result stands. */
const NAME_WIDTH = 60;

export interface TestOptions extends KitOptions {
  readonly all?: boolean;
}

interface PluginTest {
  readonly ref: PluginRef;
  /** Null: the standard checks. */
  readonly command: string | null;
}

/** What the standard checks are called beside the commands of a plugin. */
const KIT = 'standard';

/** `wanted`: `<plugin>` for all tests of a plugin, `<plugin>:<test>`, or `<plugin>:standard`. No test at all is a success, as in Meltano. */
export async function testCommand(
  context: CommandContext,
  wanted: readonly string[],
  options: TestOptions,
): Promise<ExitCode> {
  const project = await loadProject(context);
  const json = context.globals.json === true;
  const chosen =
    options.all === true
      ? project.plugins.flatMap((ref) => testsOf(project, ref))
      : wanted.flatMap((each) => choose(project, each));
  const results: { readonly name: string; readonly passed: boolean }[] = [];
  for (const test of chosen) {
    const { ref, command } = test;
    const name = `${ref.name}:${command ?? KIT}`;
    if (!json) printLines(context.stdout, ['', banner(context, name)]);
    const passed =
      command === null
        ? await runKit(context, project, ref, options)
        : (await runTest(context, project, ref, command)) === 0;
    results.push({ name, passed });
  }
  if (json)
    printLines(
      context.stdout,
      results.map((result) => JSON.stringify(result)),
    );
  const failed = results.filter(({ passed }) => !passed).length;
  const how = failed === 0 ? 'successfully' : 'with failures';
  const counts = `${results.length - failed} test(s) successful. ${failed} test(s) failed.`;
  if (json) return failed === 0 ? EXIT.ok : EXIT.failed;
  printLines(context.stdout, [
    '',
    ...results.map(({ name, passed }) => `${name.padEnd(NAME_WIDTH, '.')} ${passed ? 'PASS' : 'FAIL'}`),
    '',
    banner(context, `Testing completed ${how}. ${counts}`),
  ]);
  return failed === 0 ? EXIT.ok : EXIT.failed;
}

function testsOf(project: Project, ref: PluginTest['ref']): readonly PluginTest[] {
  const { commands } = project.resolvePlugin(ref.kind, ref.name).program;
  const own = [...commands.keys()].filter((name) => name.startsWith('test'));
  return [...own, ...(hasKit(project, ref) ? [null] : [])].map((command) => ({ ref, command }));
}

function choose(project: Project, wanted: string): readonly PluginTest[] {
  const [plugin = '', command] = wanted.split(':');
  const ref = project.findPlugin(plugin);
  const own = testsOf(project, ref);
  if (command === undefined) return own;
  const named = own.filter((test) => (test.command ?? KIT) === command);
  if (named.length > 0) return named;
  const names = own.map((test) => `\`${test.command ?? KIT}\``).join(', ') || 'none';
  throw failedError(`\`${plugin}\` has no test \`${command}\`.`, `Its tests are: ${names}.`);
}

async function runTest(
  context: CommandContext,
  project: Project,
  ref: PluginRef,
  command: string,
): Promise<number | null> {
  const { open } = openCommandPlugin(context, project, ref);
  try {
    const program = await open.spawnCommand(command, [], {
      stdin: 'ignore',
      stdout: 'inherit',
      stderr: (line) => printLines(context.stderr, [line]),
    });
    const restore = forwardSignals(program, false);
    return (await program.ended.finally(restore)).exitCode;
  } finally {
    open.close();
  }
}

function banner({ stdout }: CommandContext, title: string): string {
  const width = widthOf(stdout);
  const side = Math.max(1, Math.floor(((Number.isFinite(width) ? width : PLAIN_WIDTH) - title.length - 2) / 2));
  return `${'='.repeat(side)} ${title} ${'='.repeat(side)}`;
}
