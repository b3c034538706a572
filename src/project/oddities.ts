/** What of a project means something else to Meltano than to Meltemi: told by `doctor`, so that nobody is surprised on the way back. */
import type { JobEntry } from './entries';
import { expand } from './expand';
import type { ProjectContext } from './plugin-resolver';
import { showPlace } from './place';
import type { Tree } from './tree';

export function odditiesOf(context: ProjectContext): readonly string[] {
  return [
    ...dotenvInEnvironment(context),
    ...[...context.entries.jobs.values()].flatMap((job) => oddTasks(context, job)),
  ];
}

/** Meltano expands an environment's `env:` without `.env`. */
function dotenvInEnvironment({ environment, variables, dotenv }: ProjectContext): readonly string[] {
  return [...(environment?.env ?? [])].flatMap(([name, tree]) => {
    const { used } = expand(String(tree.value), (reference) => (dotenv.get(reference) ? '' : null));
    const only = used.filter((reference) => variables.get(reference) === null);
    if (only.length === 0) return [];
    const references = only.map((reference) => `\`$${reference}\``).join(', ');
    return [`${showPlace(tree.place)}: \`${name}\` takes ${references} from \`.env\`; in Meltano it is empty there.`];
  });
}

/** Meltano reads a text as tasks letter by letter, refuses two spaces, and takes no mapper's own name for a block. */
function oddTasks({ entries }: ProjectContext, job: JobEntry): readonly string[] {
  const said: string[] = [];
  if (job.tasks.kind === 'scalar') {
    said.push(`${showPlace(job.tasks.place)}: the tasks of \`${job.name}\` are a text; Meltano wants a list.`);
  }
  for (const { text, place } of textsOf(job.tasks)) {
    if (/\s{2}/.test(text.trim())) said.push(`${place}: \`${text}\` has two spaces in a row, which Meltano refuses.`);
    for (const word of text.split(/\s+/).filter((each) => entries.plugins.get('mappers')?.has(each) === true)) {
      said.push(`${place}: the block \`${word}\` is a mapper without mappings, which Meltano refuses.`);
    }
  }
  return said;
}

function textsOf(tree: Tree): readonly { readonly text: string; readonly place: string }[] {
  if (tree.kind === 'list') return tree.items.flatMap(textsOf);
  return tree.kind === 'scalar' ? [{ text: String(tree.value ?? ''), place: showPlace(tree.place) }] : [];
}
