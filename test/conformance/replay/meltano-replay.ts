/** Replays cases recorded from the real Meltano with the command line of this checkout, each in a folder and environment of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { CaseTemporal, CaseWorker } from './case-temporal';
import { checkStep, type StepOutcome } from './check-step';
import { atProject, makeProject, writeFiles, type RecordedProject, type RecordedStep } from './recorded-project';
import type { CaseResult } from './report';

const PROGRAM = [process.execPath, resolve('dist/cli/main.js')] as const;
/** Longer than any step takes: one that hangs is a failure, not a hanging replay. */
const STEP_TIMEOUT_MS = 30_000;
/** Commands that keep state or run something, dry runs aside. */
const DURABLE = /^(state|run|el|elt)$/;

export class MeltanoReplay {
  private temporal: Promise<CaseTemporal> | null = null;
  private readonly home = mkdtempSync(join(tmpdir(), 'meltemi-home-'));

  constructor(private readonly root: string) {}

  async run(folder: string, only: string): Promise<readonly CaseResult[]> {
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.json') && name.includes(only))
      .sort();
    const results: CaseResult[] = [];
    const queue = [...files.entries()];
    const lane = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [index, file] = next;
        const recorded = JSON.parse(readFileSync(join(folder, file), 'utf8')) as RecordedProject;
        results[index] = await this.replay(file.replace(/\.json$/, ''), recorded);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, lane));
    return results;
  }

  async close(): Promise<void> {
    await (await this.temporal)?.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  private async replay(name: string, recorded: RecordedProject): Promise<CaseResult> {
    const root = makeProject(recorded, join(this.root, 'meltano', 'fakes'));
    const worker = new CaseWorker(PROGRAM, root);
    const differences: string[] = [];
    try {
      const durable = recorded.steps.some(isDurable);
      const server = durable ? await (await (this.temporal ??= CaseTemporal.open())).namespace() : {};
      for (const step of recorded.steps) {
        writeFiles(root, root, step.write ?? {});
        const environment = {
          PATH: process.env['PATH'] ?? '',
          HOME: this.home,
          LANG: 'C.UTF-8',
          TZ: 'UTC',
          MELTANO_CLI_LOG_FORMAT: 'json',
          // Nothing listens there: what only the hub knows is not known.
          MELTANO_HUB_URL: 'http://127.0.0.1:9',
          ...server,
          ...atProject({ ...recorded.env, ...step.env }, root),
        };
        if (isDurable(step)) await worker.ensure(environment);
        differences.push(...checkStep(root, step, await runStep(root, step, environment)));
      }
    } finally {
      await worker.stop();
      rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    }
    return { name, weight: recorded.weight, differences };
  }
}

function isDurable({ argv }: RecordedStep): boolean {
  const command = argv.find((word) => !word.startsWith('-'));
  if (argv.includes('--dry-run')) return false;
  return DURABLE.test(command ?? '') || (command === 'schedule' && argv.includes('run'));
}

async function runStep(root: string, step: RecordedStep, env: Record<string, string>): Promise<StepOutcome> {
  const [command, ...args] = PROGRAM;
  const child = spawn(command, [...args, ...atProject(step.argv, root)], {
    cwd: join(root, step.cwd ?? ''),
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined); // a command that does not read it
  child.stdin.end(step.stdin ?? '');
  const timer = setTimeout(() => child.kill('SIGKILL'), STEP_TIMEOUT_MS);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  clearTimeout(timer);
  return { exitCode: child.exitCode, stdout, stderr };
}
