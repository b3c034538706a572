/** The command blocks of a job: run one by one, and kept for the receipt. */
import { isCancellation } from '@temporalio/workflow';
import type { CommandReceipt } from '../model/receipt';
import type { CommandRef } from '../model/run';
import { commanding } from './activity-options';
import { readFailure } from './failures';

export class CommandSteps {
  readonly receipts: CommandReceipt[] = [];
  private running: { readonly name: string; readonly startedAtMs: number } | null = null;

  constructor(private readonly onChange: () => void) {}

  /** `block`: its place among the job's blocks, from 1. Throws what the activity ended with. */
  async run(ref: CommandRef, block: number): Promise<void> {
    const name = ref.command === null ? ref.plugin : `${ref.plugin}:${ref.command}`;
    const startedAtMs = Date.now();
    this.running = { name, startedAtMs };
    this.onChange();
    const end = (rest: Pick<CommandReceipt, 'outcome' | 'lastLines' | 'error'>): void => {
      this.running = null;
      this.receipts.push({ command: name, block, seconds: (Date.now() - startedAtMs) / 1000, ...rest });
      this.onChange();
    };
    try {
      const { lastLines } = await commanding.runCommand.executeWithOptions({ summary: name }, [ref]);
      end({ outcome: 'completed', lastLines });
    } catch (error) {
      if (isCancellation(error)) {
        end({ outcome: 'cancelled', lastLines: [] });
      } else {
        const { code, message } = readFailure(error);
        end({ outcome: 'failed', lastLines: [], error: { code, message } });
      }
      throw error;
    }
  }

  /** Lines of Markdown for the Temporal UI. */
  details(): readonly string[] {
    const ended = this.receipts.map(({ command, outcome, seconds }) => `**${command}** ${outcome} after ${seconds} s`);
    return [...ended, ...(this.running === null ? [] : [`**${this.running.name}** is running`])];
  }
}
