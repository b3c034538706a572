/** What `install` shows: a line per plugin when it ends, on a terminal also which ones are at work. */
import type { InstallOutcome } from '../../install/install-plugin';
import type { InstallProgress } from '../../install/install-plugins';
import type { InstallJob, InstallPlan, SkipReason } from '../../install/plan-installs';
import { kindNoun, kindTitle } from '../plugin-kinds';
import type { Colors } from './colors';
import type { Screen } from './display';
import { formatSeconds } from './format';
import { cut } from './text-width';

const CLEAR_LINE = '\r\u001b[K';

const SKIPPED: Readonly<Record<SkipReason, string>> = {
  native: 'runs in Meltemi itself and needs no installation',
  nothing: 'has no `pip_url`, so there is nothing to install',
  unused: 'is of a kind that Meltemi does not run; left out',
};

export class InstallDisplay implements InstallProgress {
  readonly #screen: Screen;
  readonly #colors: Colors;
  readonly #total: number;
  readonly #atWork = new Set<string>();
  #ended = 0;

  constructor(screen: Screen, colors: Colors, total: number) {
    this.#screen = screen;
    this.#colors = colors;
    this.#total = total;
  }

  skipped({ plugin, reason }: InstallPlan['skipped'][number]): void {
    this.#line(this.#colors.dim(`${kindTitle(plugin.kind)} \`${plugin.name}\` ${SKIPPED[reason]}.`));
  }

  started(job: InstallJob): void {
    this.#atWork.add(job.plugin.home);
    if (this.#screen.isTTY === true) this.#drawStatus();
    else this.#line(`Installing ${describe(job)}...`);
  }

  ended(job: InstallJob, outcome: InstallOutcome): void {
    this.#atWork.delete(job.plugin.home);
    this.#ended++;
    for (const line of this.#linesOf(job, outcome)) this.#line(line);
    this.#drawStatus();
  }

  /** Leaves a clean line. */
  close(): void {
    if (this.#screen.isTTY === true) this.#screen.write(CLEAR_LINE);
  }

  #linesOf(job: InstallJob, outcome: InstallOutcome): readonly string[] {
    const { green, yellow, red, dim } = this.#colors;
    switch (outcome.kind) {
      case 'installed':
        return [
          ...outcome.warnings.map((warning) => yellow(`Warning: ${warning}`)),
          green(`Installed ${describe(job)} in ${formatSeconds(outcome.seconds)}`),
        ];
      case 'unchanged':
        return [dim(`${capitalized(describe(job))} is installed already`)];
      case 'failed': {
        const { requirement, instruction, lines } = outcome.failure;
        const what = requirement === null ? '' : ` of \`${requirement}\``;
        return [
          red(`Installation${what} for ${describe(job)} failed:`),
          ...lines.map((line) => dim(`  ${line}`)),
          instruction,
          ...(outcome.log === null ? [] : [dim(`All of the output is in ${outcome.log}`)]),
        ];
      }
    }
  }

  #line(text: string): void {
    this.#screen.write(`${this.#screen.isTTY === true ? CLEAR_LINE : ''}${text}\n`);
  }

  #drawStatus(): void {
    if (this.#screen.isTTY !== true || this.#atWork.size === 0) return;
    const text = `Installing ${this.#ended + 1} of ${this.#total}: ${[...this.#atWork].join(', ')}`;
    // The last column stays free: a full line would wrap.
    this.#screen.write(`${CLEAR_LINE}${this.#colors.cyan(cut(text, (this.#screen.columns ?? 80) - 1))}`);
  }
}

/** `extractor tap-x`, with the children that share its environment. */
function describe({ plugin, sharedBy }: InstallJob): string {
  const others = sharedBy.filter((name) => name !== plugin.name);
  const shared = others.length === 0 ? '' : ` (shared by ${others.map((name) => `\`${name}\``).join(', ')})`;
  return `${kindNoun(plugin.kind)} \`${plugin.name}\`${shared}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
