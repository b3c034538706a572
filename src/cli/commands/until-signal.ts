/** Services run until somebody ends them: the first signal ends them in good order, the second at once. */
import { EXIT } from '../cli-error';

/**
 * Settles with the first SIGINT or SIGTERM, or when `ended` does. From then on another signal ends the process, whatever
 * is still to be ended in good order (a worker drains for up to 40 s).
 */
export async function untilSignal(ended?: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onSignal = (signal: NodeJS.Signals): void => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      process.on('SIGINT', () => process.exit(EXIT.interrupted)).on('SIGTERM', () => process.exit(EXIT.terminated));
      resolve(void signal);
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
    ended?.then(() => resolve(), reject);
  });
}
