/** The examples in the pages of native plugins: each is a project, or a part of one, in which `validate` finds nothing wrong. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { openProjectSource } from '../../../src/project/project-source';
import { validateProject } from '../../../src/validate/validate-project';
import { projectFolder, removeProjectFolders } from '../project/project-folder';

afterAll(removeProjectFolders);

interface Example {
  readonly page: string;
  /** Line of the page at which the example begins. */
  readonly line: number;
  readonly text: string;
}

const PAGES = ['taps', 'targets'].flatMap((folder) =>
  readdirSync(resolve('docs', folder)).map((file) => join(folder, file)),
);
const EXAMPLES = PAGES.flatMap((page) => examplesOf(page, readFileSync(resolve('docs', page), 'utf8')));

function examplesOf(page: string, markdown: string): readonly Example[] {
  return [...markdown.matchAll(/^```ya?ml\n(.*?)^```$/gms)].map(({ 1: text = '', index }) => {
    return { page, line: markdown.slice(0, index).split('\n').length, text };
  });
}

function valueOf(variable: string): string {
  return variable.endsWith('_URL') ? 'postgresql://reader@db.example.com:5432/shop' : 'a value';
}

/** The variables that an example names have a value; what a project needs besides is added. */
async function problemsOf({ text }: Example): Promise<readonly string[]> {
  const { version } = parse(text) as { version?: number };
  const yaml = version === undefined ? `version: 1\nproject_id: docs\n${text}` : text;
  const names = [...text.matchAll(/\$\{?([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => [name, valueOf(name)] as const);
  const processEnv = Object.fromEntries(names);
  const root = projectFolder({ 'meltano.yml': yaml });
  const { problems, isComplete } = await validateProject({ root, environment: undefined, processEnv });
  expect(isComplete).toBe(true);
  await openProjectSource(root, processEnv).load();
  return problems.map(({ severity, message, remedy }) => `${severity}: ${message} ${remedy}`);
}

test('each page has an example', () => {
  expect(PAGES.filter((page) => !EXAMPLES.some((example) => example.page === page))).toEqual([]);
});

test.each(EXAMPLES)('docs/$page:$line', async (example) => {
  expect(await problemsOf(example)).toEqual([]);
});

test.each(EXAMPLES)('docs/$page:$line with a setting that nobody has is told', async (example) => {
  const text = example.text.replace(/config:( \{|\n( +))/, (_, _rest: string, blanks: string | undefined) =>
    blanks === undefined ? 'config: { no_such_setting: 1, ' : `config:\n${blanks}no_such_setting: 1\n${blanks}`,
  );
  const problems = await problemsOf({ ...example, text });
  expect(problems).toEqual([expect.stringContaining('no_such_setting')]);
});
