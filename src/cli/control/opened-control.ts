/** A `Control` that a command opened, and what it has to end afterwards. */
import type { Control } from './control';

export interface OpenedControl {
  readonly control: Control;
  readonly kind: 'configured' | 'dev' | 'embedded';
  /** Ends what was started for this command. */
  close(): Promise<void>;
}
