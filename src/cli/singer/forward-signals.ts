/** While a plugin runs in front, signals to the command are the plugin's: it ends, and the command ends with its exit code. */
import type { RunningProgram } from '../../processes/spawn-program';

/** What a terminal sends to all programs of its foreground group itself. */
const OF_TERMINAL = ['SIGINT', 'SIGQUIT'] as const;
const OTHERS = ['SIGTERM', 'SIGHUP'] as const;

/** `sharesTerminal`: the program is in the command's own group. Answers what undoes it. */
export function forwardSignals(program: RunningProgram, sharesTerminal: boolean): () => void {
  const forward = (signal: NodeJS.Signals): void => program.send(signal);
  const leave = (): void => undefined;
  const ofTerminal = sharesTerminal ? leave : forward;
  for (const signal of OF_TERMINAL) process.on(signal, ofTerminal);
  for (const signal of OTHERS) process.on(signal, forward);
  return () => {
    for (const signal of OF_TERMINAL) process.off(signal, ofTerminal);
    for (const signal of OTHERS) process.off(signal, forward);
  };
}
