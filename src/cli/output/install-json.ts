/** What `install --json` prints: an object per plugin when it ends. */
import type { InstallOutcome } from '../../install/install-plugin';
import type { InstallProgress } from '../../install/install-plugins';
import type { InstallJob, InstallPlan } from '../../install/plan-installs';
import type { Screen } from './display';

export class InstallJson implements InstallProgress {
  readonly #screen: Screen;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  skipped({ plugin, reason }: InstallPlan['skipped'][number]): void {
    this.#print({ event: 'skipped', kind: plugin.kind, plugin: plugin.name, reason });
  }

  started(): void {
    // Whoever reads JSON waits for the end.
  }

  ended({ plugin, sharedBy }: InstallJob, outcome: InstallOutcome): void {
    const { kind: event, ...rest } = outcome;
    this.#print({ event, kind: plugin.kind, plugin: plugin.name, shared_by: sharedBy, ...rest });
  }

  close(): void {
    // Nothing is left open.
  }

  #print(value: object): void {
    this.#screen.write(`${JSON.stringify(value)}\n`);
  }
}
