/** What `validate` finds: each problem once, with its place, and with the environments in which it is one. */
import type { MeltemiError } from '../model/errors';
import { showPlace, type Place } from '../project/place';
import { UndefinedVariableError } from '../project/problems';

export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly place: Place;
  /** What is wrong. One line. */
  readonly message: string;
  /** What to do; empty when the message says it. */
  readonly remedy: string;
  /** The environments in which it is wrong; empty: in all that were looked at. */
  readonly environments: readonly string[];
}

/** A finding before it is known in how many environments it shows. */
interface Finding {
  readonly severity: Problem['severity'];
  readonly place: Place;
  readonly message: string;
  readonly remedy: string;
  /** A variable that one machine has and another has not: an error only where the project is meant to run. */
  readonly dependsOnMachine: boolean;
  readonly environments: Set<string | null>;
}

/** Where in the project something stands of which no message says it. */
const START: Place = { file: 'meltano.yml', line: 1, column: 1 };

/** The form in which every message of a project carries its place. */
const PLACED = /^([^\n]+?):(\d+):(\d+): ([\s\S]*)$/;

export class Findings {
  readonly #found = new Map<string, Finding>();

  get hasErrors(): boolean {
    return [...this.#found.values()].some((finding) => finding.severity === 'error');
  }

  /** `near`: the place for a message without one. `about`: a name to leave out when two findings are compared. */
  addError(error: MeltemiError, where: Where = {}): void {
    const { place, text } = placed(error.reason, where.near);
    const severity = error.code === 'Unsupported' ? 'warning' : 'error';
    const dependsOnMachine = error instanceof UndefinedVariableError;
    this.#add({ severity, place, message: oneLine(text), remedy: error.instruction, dependsOnMachine }, where);
  }

  addWarning(warning: string, where: Where = {}): void {
    const { place, text } = placed(warning, where.near);
    this.add('warning', place, text, '', where);
  }

  add(severity: Problem['severity'], place: Place, message: string, remedy: string, where: Where = {}): void {
    this.#add({ severity, place, message: oneLine(message), remedy, dependsOnMachine: false }, where);
  }

  #add(finding: Omit<Finding, 'environments'>, { about, environment }: Where): void {
    const text = about === undefined ? finding.message : finding.message.replaceAll(`\`${about}\``, '');
    const key = JSON.stringify([showPlace(finding.place), text]);
    const known = this.#found.get(key) ?? { ...finding, environments: new Set<string | null>() };
    if (environment !== undefined) known.environments.add(environment);
    this.#found.set(key, known);
  }

  /**
   * By file and place. `all`: the environments that were looked at; `chosen`: the one in which the project runs unless told
   * otherwise (null: none is).
   */
  problems(all: readonly (string | null)[], chosen: string | null): readonly Problem[] {
    return [...this.#found.values()].map((finding) => toProblem(finding, all, chosen)).sort(byPlace);
  }
}

interface Where {
  readonly near?: Place;
  readonly about?: string;
  /** Undefined: the finding is about the project itself. */
  readonly environment?: string | null;
}

function toProblem(finding: Finding, all: readonly (string | null)[], chosen: string | null): Problem {
  const { place, message, remedy, environments } = finding;
  const isEverywhere = environments.size === 0 || environments.size === all.length;
  const isExpected = isEverywhere || (chosen !== null && environments.has(chosen));
  return {
    severity: finding.dependsOnMachine && !isExpected ? 'warning' : finding.severity,
    place,
    message,
    remedy,
    environments: isEverywhere ? [] : [...environments].filter((name) => name !== null),
  };
}

function placed(text: string, near: Place | undefined): { readonly place: Place; readonly text: string } {
  const [, file, line, column, rest] = PLACED.exec(text) ?? [];
  if (file === undefined || rest === undefined) return { place: near ?? START, text };
  return { place: { file, line: Number(line), column: Number(column) }, text: rest };
}

/** The lines that show an expression with a mark below it are for a terminal; the place says the same. */
function oneLine(text: string): string {
  return text.replace(/:\n[\s\S]*$/, '.').replaceAll('\n', ' ');
}

function byPlace(a: Problem, b: Problem): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  return a.place.line - b.place.line || a.place.column - b.place.column;
}
