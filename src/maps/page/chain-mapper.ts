/** The stages of a map, one behind the other, over lines of page text. */
import { NEWLINE } from '../../pages/encoding/text';
import { guardedByStage, keysByStage } from '../plan/key-trace';
import { copiesAll, type StageChain } from '../plan/map-stage';
import { addFaults } from '../../model/map-faults';
import { RowMapper, type MappedRows } from './row-mapper';

/** The result keeps state from line to line: not for two pages side by side. */
export function chainMapper(chain: StageChain, now: () => number): (lines: Buffer, firstRow: number) => MappedRows {
  const keys = keysByStage(chain);
  const guarded = guardedByStage(chain);
  const mappers = chain.stages.flatMap((stage, i) => {
    const around = { keys: keys[i] ?? [], guarded: guarded[i] ?? new Set<string>(), now };
    return copiesAll(stage) ? [] : [new RowMapper(stage, { ...around, tracksRows: i < chain.stages.length - 1 })];
  });
  const [first, ...others] = mappers;
  if (first === undefined) return countRows;
  if (others.length === 0) return (lines, firstRow) => first.map(lines, (row) => firstRow + row);
  return (lines, firstRow) => {
    let rowAt = (row: number): number => firstRow + row;
    let mapped = first.map(lines, rowAt);
    const { rowsRead } = mapped;
    let before = first;
    for (const mapper of others) {
      const { kept } = before;
      const numberBefore = rowAt;
      rowAt = (row) => numberBefore(kept === null ? row : (kept[row] ?? row));
      const next = mapper.map(mapped.bytes, rowAt);
      mapped = { ...next, faults: addFaults(mapped.faults, next.faults) };
      before = mapper;
    }
    return { ...mapped, rowsRead };
  };
}

/** Lines that pass as they are. */
function countRows(lines: Buffer): MappedRows {
  let rows = 0;
  for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) rows++;
  return { bytes: lines, rows, rowsRead: rows, faults: null };
}
