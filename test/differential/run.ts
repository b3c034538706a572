/** Generates, asks both sides, compares and counts. */
import { join, resolve } from 'node:path';
import { Random } from '../chaos/random';
import { pythonEnvironment } from '../support/python-environment';
import { ALLOWED } from './allowed';
import { isSameOutcome } from './compare';
import { ourOutcome } from './evaluate';
import { Generator } from './grammar/generator';
import { Oracle } from './oracle';
import { shownOutcome, type Outcome, type Question } from './outcome';
import { CONFIG, PROPERTIES, RECORDS } from './records';

/** The SDK brings the simpleeval that it was released with; `ALLOWED.md` is written about these versions. */
const PACKAGES = ['singer-sdk==0.54.9', 'simpleeval==1.0.8'];
/** Questions on their way to Python at once. */
const BATCH = 200;
/** Templates inside of one another; most maps of people are flat. */
const DEPTHS = [1, 2, 2, 2, 3, 3, 4] as const;

export interface Difference {
  readonly question: Question;
  readonly real: Outcome;
  readonly ours: Outcome;
}

export interface Report {
  readonly expressions: number;
  /** Expressions that the real mapper evaluates. */
  readonly evaluated: number;
  readonly same: number;
  readonly allowed: ReadonlyMap<string, number>;
  readonly differences: readonly Difference[];
}

export interface RunOptions {
  readonly count: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export async function runDifferential({ count, seed, say }: RunOptions): Promise<Report> {
  const python = join(pythonEnvironment(PACKAGES, say), 'python');
  const oracle = new Oracle(
    python,
    resolve('test/differential/oracle.py'),
    JSON.stringify({ records: RECORDS, config: CONFIG }),
  );
  const random = new Random(seed);
  const generator = new Generator(random);
  const allowed = new Map(ALLOWED.map(({ name }) => [name, 0]));
  const differences: Difference[] = [];
  let evaluated = 0;
  let same = 0;
  for (let asked = 0; asked < count; asked += BATCH) {
    const questions = Array.from({ length: Math.min(BATCH, count - asked) }, () => nextQuestion(random, generator));
    const real = await oracle.ask(questions);
    questions.forEach((question, i) => {
      const theirs = real[i];
      if (theirs === undefined) throw new Error('the oracle left a question without an answer');
      if (theirs.kind === 'value') evaluated++;
      const ours = ourOutcome(question);
      if (isSameOutcome(theirs, ours)) {
        same++;
        return;
      }
      const entry = ALLOWED.find(({ covers }) => covers(question, theirs, ours));
      if (entry) allowed.set(entry.name, (allowed.get(entry.name) ?? 0) + 1);
      else differences.push({ question, real: theirs, ours });
    });
  }
  oracle.close();
  return { expressions: count, evaluated, same, allowed, differences };
}

function nextQuestion(random: Random, generator: Generator): Question {
  const depth = random.pick(DEPTHS);
  return {
    text: generator.expression('any', depth),
    record: Math.floor(random.next() * RECORDS.length),
    property: random.pick(PROPERTIES),
  };
}

export function showDifference({ question, real, ours }: Difference): string {
  return `${question.text}\n  record ${question.record}, property ${question.property}\n  real: ${shownOutcome(real)}\n  ours: ${shownOutcome(ours)}`;
}
