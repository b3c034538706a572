/** The real mapper in a process of its own: questions in, outcomes out, one line each. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Outcome, Question } from './outcome';

/** Of a call into C that the alarm in the process does not stop. */
const HANG: Outcome = { kind: 'error', names: ['Hang'], message: '', early: false };

export class Oracle {
  private child: ChildProcessWithoutNullStreams;
  private lines: AsyncIterator<string>;

  /** `fixture`: the first line that `oracle.py` reads. */
  constructor(
    private readonly python: string,
    private readonly script: string,
    private readonly fixture: string,
  ) {
    this.child = this.start();
    this.lines = this.read();
  }

  /** Outcomes in the order of the questions. */
  async ask(questions: readonly Question[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    this.send(questions);
    while (outcomes.length < questions.length) {
      const next = await this.lines.next();
      if (next.done !== true) {
        outcomes.push(readAnswer(next.value));
        continue;
      }
      outcomes.push(HANG);
      this.child = this.start();
      this.lines = this.read();
      this.send(questions.slice(outcomes.length));
    }
    return outcomes;
  }

  close(): void {
    this.child.stdin.end();
  }

  private start(): ChildProcessWithoutNullStreams {
    // A fixed hash seed, so that the same seed of the run gives the same order of sets.
    const child = spawn(this.python, [this.script], { env: { ...process.env, PYTHONHASHSEED: '0', TZ: 'UTC' } });
    // The watchdog's trace of a hang says nothing; anything else that the process says is worth seeing.
    child.stderr.on('data', (data: Buffer) => {
      const text = data.toString();
      if (!text.includes('Timeout')) process.stderr.write(text);
    });
    // What is written to a process that has ended is asked again of the next one.
    child.stdin.on('error', () => undefined);
    child.stdin.write(`${this.fixture}\n`);
    return child;
  }

  private read(): AsyncIterator<string> {
    return createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  private send(questions: readonly Question[]): void {
    for (const { text, record, property } of questions) {
      this.child.stdin.write(`${JSON.stringify({ e: text, r: record, p: property })}\n`);
    }
  }
}

function readAnswer(line: string): Outcome {
  const answer = JSON.parse(line) as { t?: string; v?: string; x?: string[]; m?: string };
  if (answer.x !== undefined) return { kind: 'error', names: answer.x, message: answer.m ?? '', early: false };
  return { kind: 'value', type: answer.t ?? '', repr: answer.v ?? '' };
}
