/** What a step's program did against what was recorded, by the rules in the recordings' README. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { parse } from 'yaml';
import { asSets, isObject, matches, show } from './differences';
import { atProject, type RecordedStep } from './recorded-project';

export interface StepOutcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Expected = RecordedStep['expect'];

/** Commands whose plain output is data: the same lines in any order. */
const LINE_COMMANDS = [/\bstate list\b/, /\benvironment list\b/, /--print-var\b/];
/** Prints sets, so that the order of its lists says nothing. */
const SET_COMMAND = /\bselect\b.*--json\b/;

export function checkStep(root: string, step: RecordedStep, outcome: StepOutcome): readonly string[] {
  const expected = atProject(step.expect, root);
  const command = step.argv.join(' ');
  const differences = [
    ...checkExit(expected, outcome),
    ...checkJson(expected, outcome, SET_COMMAND.test(command)),
    ...checkLines(expected, outcome, command),
    ...checkFiles(root, expected),
    ...checkBlocks(expected, outcome),
  ];
  return differences.map((difference) => `${command}: ${difference}`);
}

/** Any failure stands for 1; 0, 2 (usage), 3 (version) and a plugin's own code are meant. */
function checkExit({ exit_code: expected }: Expected, { exitCode, stderr }: StepOutcome): readonly string[] {
  const same = expected === 1 ? exitCode !== 0 && exitCode !== null : exitCode === expected;
  return same ? [] : [`exit code: ${show(expected, exitCode)}\n${stderr.trim().slice(-600)}`];
}

function checkJson(expected: Expected, { stdout }: StepOutcome, sets: boolean): readonly string[] {
  if (!('stdout_json' in expected)) return [];
  let got: unknown;
  try {
    got = JSON.parse(stdout);
  } catch {
    return [`stdout: ${show(expected.stdout_json, stdout)}`];
  }
  const [left, right] = sets ? [asSets(expected.stdout_json), asSets(got)] : [expected.stdout_json, got];
  return matches(left, right) ? [] : [`stdout: ${show(left, right)}`];
}

function checkLines(expected: Expected, { stdout }: StepOutcome, command: string): readonly string[] {
  if (expected.stdout === undefined || !LINE_COMMANDS.some((pattern) => pattern.test(command))) return [];
  const lines = (text: string): readonly string[] =>
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .sort();
  return matches(lines(expected.stdout), lines(stdout)) ? [] : [`stdout: ${show(expected.stdout, stdout)}`];
}

function checkFiles(root: string, { files = {} }: Expected): readonly string[] {
  const named = Object.entries(files).flatMap(([name, content]) => checkFile(root, name, content));
  // State folders are compared as a whole; locks come and go.
  const states = Object.keys(files).filter((name) => name.startsWith('st/'));
  if (states.length === 0) return named;
  const there = filesBelow(root, 'st').filter((name) => matchesGlob(name, 'st/**'));
  return matches(states.sort(), there) ? named : [...named, `files: ${show(states, there)}`];
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

function checkFile(root: string, name: string, content: { json?: unknown; text?: string }): readonly string[] {
  const path = join(root, name);
  if (!existsSync(path)) return [`${name}: expected it, and it is not there`];
  const text = readFileSync(path, 'utf8');
  if ('json' in content) {
    const got = tryParse(() => JSON.parse(text), text);
    return matches(content.json, got) ? [] : [`${name}: ${show(content.json, got)}`];
  }
  const isYaml = /\.ya?ml$/.test(name);
  const left: unknown = isYaml ? parse(content.text ?? '') : content.text;
  const right: unknown = isYaml ? tryParse(() => parse(text), text) : text;
  return matches(left, right) ? [] : [`${name}: ${show(left, right)}`];
}

function tryParse(parseIt: () => unknown, text: string): unknown {
  try {
    return parseIt();
  } catch {
    return text;
  }
}

/** The parsed block list of a dry run: `comprised_of` of the log's entries. */
function checkBlocks({ log = [] }: Expected, { stderr }: StepOutcome): readonly string[] {
  const blocks = (entries: readonly unknown[]): readonly unknown[] =>
    entries.flatMap((entry) => (isObject(entry) && 'comprised_of' in entry ? [entry['comprised_of']] : []));
  const wanted = blocks(log);
  if (wanted.length === 0) return [];
  const got = blocks(stderr.split('\n').map((line) => tryParse(() => JSON.parse(line), line)));
  return matches(wanted, got) ? [] : [`blocks: ${show(wanted, got)}`];
}
