/** Examples for the help of every command: what to type behind `meltemi`, and what it does. Tests type them all. */
import type { Command } from 'commander';

type Examples = readonly (readonly [typed: string, does: string])[];

/** By the names of a command and those above it. */
const EXAMPLES: Readonly<Record<string, Examples>> = {
  run: [
    ['run orders-pipeline', 'a job'],
    ['run tap-postgres mask-emails target-jsonl', 'blocks, one after the other'],
    ['--environment prod run orders-pipeline --full-refresh --select public-orders', 'one stream from its beginning'],
    ['run orders-pipeline --dry-run', 'only say what would run'],
  ],
  plan: [['plan orders-pipeline', 'streams, modes, statements, bookmarks, promises']],
  runs: [
    ['runs --limit 5', 'the last five'],
    ['--json runs', 'a JSON object for each'],
  ],
  preview: [
    ['preview tap-postgres', 'ten records of each selected stream'],
    ['preview tap-postgres mask-emails --select public-users --limit 3', 'behind a mapping'],
    ['--json preview tap-postgres | jq .record.email', 'a JSON object for each record'],
  ],
  doctor: [
    ['--environment prod doctor', 'for one environment'],
    ['--json doctor', 'a JSON object for each finding'],
  ],
  pause: [
    ['pause orders-pipeline', 'all runs of a job'],
    ['pause prod:tap-a-to-target-b', 'by state id'],
  ],
  resume: [['resume orders-pipeline', 'all its paused runs']],
  cancel: [['cancel orders-pipeline', 'all its runs']],
  'schedule apply': [
    ['--environment prod schedule apply --dry-run', 'see what would change'],
    ['--environment prod schedule apply --timezone Europe/Athens', 'change it'],
  ],
  'schedule run': [['schedule run daily-orders', 'as if its time had come']],
  'schedule pause': [['schedule pause daily-orders --note "the source moves"', 'with a reason']],
  'schedule unpause': [['schedule unpause daily-orders', 'from its next time on']],
  'schedule backfill': [['schedule backfill daily-orders --from 2026-01-01 --to 2026-01-08', 'a week']],
  'schedule list': [
    ['schedule list', 'with the next and last runs on the server'],
    ['schedule list --format json', "Meltano's document"],
  ],
  'schedule add': [['schedule add daily-orders --job orders-pipeline --interval @daily', 'into the project file']],
  'schedule set': [['schedule set daily-orders --interval "0 5 * * MON-FRI"', 'another time']],
  'schedule remove': [['schedule remove daily-orders', 'from the project file']],
  'job list': [['job list --format json', "Meltano's document"]],
  'job add': [['job add orders-pipeline --tasks "[tap-postgres mask-emails target-jsonl]"', 'into the project file']],
  'job set': [['job set orders-pipeline --tasks "[tap-postgres target-jsonl]"', 'other tasks']],
  'job remove': [['job remove orders-pipeline', 'from the project file']],
  'config print': [['config print tap-postgres', 'as the plugin gets them, secrets hidden']],
  'config list': [['config list tap-postgres --all', 'with variables and where each value comes from']],
  'config explain': [['config explain tap-postgres host', 'who could set it, and who does']],
  'config set': [['config set tap-postgres host db.example', 'into the project file; a secret into `.env`']],
  'config unset': [['config unset tap-postgres host', 'where it is set']],
  'config reset': [['config reset tap-postgres --yes', 'all of them']],
  'environment list': [['environment list', 'their names']],
  'environment add': [['environment add staging', 'into the project file']],
  'environment remove': [['environment remove staging', 'from the project file']],
  'state list': [['state list', 'all state ids']],
  'state get': [['state get prod:tap-a-to-target-b', 'as JSON']],
  'state set': [['state set prod:tap-a-to-target-b --input-file state.json', 'from a file']],
  'state clear': [['state clear prod:tap-a-to-target-b', 'the next run reads everything']],
  dev: [
    ['dev', 'until Ctrl-C'],
    ['dev --port 7300 --ui-port 8300', 'beside another server'],
  ],
  worker: [['worker --log-format json', 'in a container: the log as JSON lines']],
  demo: [
    ['demo', 'stays, with the Temporal UI open'],
    ['demo --exit', 'ends when done'],
  ],
  invoke: [
    ['invoke tap-custom --discover', 'one plugin as a program'],
    ['invoke --dump=config tap-postgres', 'the settings that it gets'],
  ],
  completion: [
    ['completion bash > ~/.local/share/bash-completion/completions/meltemi', 'bash'],
    ['completion zsh > "${fpath[1]}/_meltemi"', 'zsh'],
    ['completion fish > ~/.config/fish/completions/meltemi.fish', 'fish'],
  ],
};

/** Call it when all commands are declared. */
export function addExamples(command: Command, path: readonly string[] = []): void {
  for (const each of command.commands) addExamples(each, [...path, each.name()]);
  const examples = examplesOf(path.join(' '));
  if (examples.length > 0) command.addHelpText('after', text(examples));
}

export function examplesOf(command: string): Examples {
  return EXAMPLES[command] ?? [];
}

function text(examples: Examples): string {
  const width = Math.max(...examples.map(([typed]) => typed.length));
  return ['', 'Examples:', ...examples.map(([typed, does]) => `  $ meltemi ${typed.padEnd(width)}  # ${does}`)].join(
    '\n',
  );
}
