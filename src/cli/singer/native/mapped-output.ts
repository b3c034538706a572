/** Messages of a native tap on their way to a pipe, through the stream maps of its settings. */
import type { GatheredOutput } from '../gathered-output';
import type { TapMaps } from '../tap-maps';
import type { MessageOutput } from './sync-native';

export class MappedOutput implements MessageOutput {
  constructor(
    private readonly output: GatheredOutput,
    /** Null: messages are as they are. */
    private readonly maps: TapMaps | null,
  ) {}

  async message(line: string, isState: boolean): Promise<void> {
    const lines = this.maps === null || isState ? line : this.maps.map(line).lines;
    if (lines !== '') await this.output.write(lines, isState);
  }

  async records(lines: Buffer): Promise<void> {
    if (this.maps === null) return this.output.writeBytes(lines);
    const { bytes, error } = this.maps.mapLines(lines);
    await this.output.writeBytes(bytes);
    if (error !== null) throw error;
  }
}
