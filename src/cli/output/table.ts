/** Tables of text: columns aligned, fitted to a width, styled after they are padded. */
import { cut, printable, textWidth } from './text-width';

export type Style = (text: string) => string;

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut down to `minWidth` columns when the table is too wide; without it the column keeps its width. */
  readonly minWidth?: number;
}

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

export interface TableOptions {
  /** Columns of the terminal; `Infinity` when nobody said. */
  readonly width: number;
  readonly titleStyle?: Style;
}

const GAP = '  ';

/** The table's lines without trailing blanks: a line of titles and one per row. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly (string | Cell)[])[],
  options: TableOptions,
): string[] {
  const cells = rows.map((row) => columns.map((_, index) => asCell(row[index] ?? '')));
  const natural = columns.map((column, index) =>
    Math.max(textWidth(column.title), ...cells.map((row) => textWidth(row[index]?.text ?? ''))),
  );
  const widths = fit(columns, natural, options.width - GAP.length * (columns.length - 1));
  const style = options.titleStyle;
  const titles = columns.map((column): Cell =>
    style === undefined ? { text: column.title } : { text: column.title, style },
  );
  return [titles, ...cells].map((row) => renderRow(columns, row, widths));
}

function asCell(cell: string | Cell): Cell {
  return typeof cell === 'string' ? { text: printable(cell) } : { ...cell, text: printable(cell.text) };
}

/** Takes a column at a time from the widest one that may give. */
function fit(columns: readonly TableColumn[], natural: readonly number[], available: number): readonly number[] {
  const widths = [...natural];
  const total = (): number => widths.reduce((sum, width) => sum + width, 0);
  for (;;) {
    if (total() <= available) return widths;
    let widest = -1;
    columns.forEach((column, index) => {
      const width = widths[index] ?? 0;
      if (column.minWidth !== undefined && width > column.minWidth && width > (widths[widest] ?? 0)) widest = index;
    });
    if (widest < 0) return widths;
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
}

function renderRow(columns: readonly TableColumn[], row: readonly Cell[], widths: readonly number[]): string {
  let line = '';
  let blanks = '';
  row.forEach((cell, index) => {
    const text = cut(cell.text, widths[index] ?? 0);
    const padding = ' '.repeat((widths[index] ?? 0) - textWidth(text));
    const before = columns[index]?.align === 'right' ? padding : '';
    // Blanks are written only once something follows them, so that no line ends in them.
    if (text !== '') {
      line += `${blanks}${before}${cell.style === undefined ? text : cell.style(text)}`;
      blanks = before === '' && columns[index]?.align !== 'right' ? padding : '';
    } else {
      blanks += before + (before === '' ? padding : '');
    }
    blanks += GAP;
  });
  return line;
}
