/** Colours for a stream, none where nobody sees them: not a terminal, `NO_COLOR`, `TERM=dumb`. */
import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

export interface ColorTarget {
  readonly isTTY?: boolean;
}

export function colorsFor(stream: ColorTarget, env: NodeJS.ProcessEnv = process.env): Colors {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return pc.createColors(false);
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '' && env['FORCE_COLOR'] !== '0')
    return pc.createColors(true);
  return pc.createColors(stream.isTTY === true && env['TERM'] !== 'dumb');
}
