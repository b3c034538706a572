/** `meltemi job list|add|set|remove`: the jobs of the project's files. */
import type { JsonValue } from '../../model/json';
import { MeltemiError } from '../../model/errors';
import { openProjectEdit } from '../../project/edit/project-edit';
import { parseYaml } from '../../project/parse-yaml';
import type { Project } from '../../project/project';
import { toJson } from '../../project/tree';
import { EXIT, failedError, type ExitCode } from '../cli-error';
import { printLines, type CommandContext } from '../command-context';
import { loadProject } from '../load-project';
import { pythonValue } from '../output/python-value';

type Tasks = readonly (string | readonly string[])[];

export async function jobListCommand(
  context: CommandContext,
  name: string | undefined,
  { format }: { readonly format: 'text' | 'json' },
): Promise<ExitCode> {
  const { jobs } = await open(context);
  const shown = jobs.filter((job) => name === undefined || job.name === name);
  if (name !== undefined && shown.length === 0) {
    printLines(context.stdout, [`Job '${name}' does not exist.`]);
    return EXIT.ok;
  }
  if (format === 'json') {
    const all = shown.map((job) => ({ job_name: job.name, tasks: job.tasks }));
    printLines(context.stdout, [JSON.stringify(name === undefined ? { jobs: all } : all[0], null, 2)]);
  } else {
    printLines(
      context.stdout,
      shown.map((job) => `${job.name}: ${tasksText(job.tasks)}`),
    );
  }
  return EXIT.ok;
}

interface TasksOption {
  /** A task, or a YAML list of tasks and of lists of tasks. */
  readonly tasks: string;
}

export async function jobAddCommand(context: CommandContext, name: string, given: TasksOption): Promise<ExitCode> {
  const project = await open(context);
  const tasks = readTasks(project, name, given.tasks);
  if (project.jobs.some((job) => job.name === name)) {
    throw failedError(`Job '${name}' already exists.`, `Change it with \`meltemi job set ${name} --tasks ...\`.`);
  }
  const edit = await openProjectEdit(project.root, context.env);
  edit.addEntry(['jobs'], { name, tasks: tasks.map(copied) });
  edit.save();
  printLines(context.stdout, [`Added job ${name}: ${tasksText(tasks)}`]);
  return EXIT.ok;
}

export async function jobSetCommand(context: CommandContext, name: string, given: TasksOption): Promise<ExitCode> {
  const project = await open(context);
  const tasks = readTasks(project, name, given.tasks);
  const edit = await openProjectEdit(project.root, context.env);
  const entry = edit.entry(['jobs'], name);
  if (entry === null) {
    printLines(context.stdout, [`Job '${name}' does not exist.`]);
    return EXIT.ok;
  }
  entry.set(['tasks'], tasks.map(copied));
  edit.save();
  printLines(context.stdout, [`Updated job ${name}: ${tasksText(tasks)}`]);
  return EXIT.ok;
}

export async function jobRemoveCommand(context: CommandContext, name: string): Promise<ExitCode> {
  const project = await open(context);
  const edit = await openProjectEdit(project.root, context.env);
  if (!edit.removeEntry(['jobs'], name))
    throw failedError(`Job '${name}' was not found.`, 'List the jobs with `meltemi job list`.');
  edit.save();
  printLines(context.stdout, [`Removed job '${name}'.`]);
  return EXIT.ok;
}

function open(context: CommandContext): Promise<Project> {
  return loadProject(context, { ignoreDefaultEnvironment: true });
}

function tasksText(tasks: Tasks): string {
  return pythonValue(tasks.map(copied));
}

function copied(task: string | readonly string[]): JsonValue {
  return typeof task === 'string' ? task : [...task];
}

/** Each task must be what could run by itself. */
function readTasks(project: Project, job: string, text: string): Tasks {
  const tree = parseYaml('--tasks', text);
  const tasks = tree === null ? null : tasksOf(toJson(tree));
  if (tasks === null) {
    const remedy = "Write one task as text, or a YAML list: `--tasks '[tap-x target-y, [tap-z target-w]]'`.";
    throw new MeltemiError(
      'ConfigInvalid',
      `Job '${job}' has invalid tasks: they are no text and no list of texts.`,
      remedy,
    );
  }
  for (const task of tasks) {
    const words = typeof task === 'string' ? [task] : task;
    project.resolveJob(words.flatMap((word) => word.split(' ')));
  }
  return tasks;
}

function tasksOf(value: JsonValue): Tasks | null {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return null;
  const tasks: (string | readonly string[])[] = [];
  for (const task of value as readonly JsonValue[]) {
    if (typeof task === 'string') tasks.push(task);
    else if (Array.isArray(task) && isTexts(task)) tasks.push(task);
    else return null;
  }
  return tasks;
}

function isTexts(values: readonly unknown[]): values is readonly string[] {
  return values.every((value) => typeof value === 'string');
}
