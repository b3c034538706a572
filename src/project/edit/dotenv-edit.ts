/** Changes to the text of a `.env` file: the lines of other variables, comments and order stay. */

/** Sets `name`, in single quotes as python-dotenv writes it. The first line of it is replaced, further ones go. */
export function setVariable(text: string, name: string, value: string): string {
  const line = `${name}='${value.replaceAll("'", "\\'")}'`;
  const { before, found } = without(text, name);
  if (found === null) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
  const lines = [...before];
  lines.splice(found, 0, line);
  return lines.join('\n');
}

export function unsetVariable(text: string, name: string): string {
  return without(text, name).before.join('\n');
}

/** The lines without those of the variable, and where the first of them was; a quoted value may run over several lines. */
function without(text: string, name: string): { readonly before: readonly string[]; readonly found: number | null } {
  const start = new RegExp(
    `^[ \\t]*(?:export[ \\t]+)?(?:'${quoted(name)}'|${quoted(name)})[ \\t]*(?:=[ \\t]*(['"])?|$)`,
  );
  const before: string[] = [];
  let found: number | null = null;
  let open: string | null = null;
  for (const line of text.split('\n')) {
    if (open !== null) {
      if (closes(line, open)) open = null;
      continue;
    }
    const match = start.exec(line);
    if (match === null) {
      before.push(line);
      continue;
    }
    found ??= before.length;
    const quote = match[1];
    if (quote !== undefined && !closes(line.slice(match[0].length), quote)) open = quote;
  }
  return { before, found };
}

function closes(rest: string, quote: string): boolean {
  return new RegExp(`^(?:\\\\.|[^\\\\${quote}])*${quote}`).test(rest);
}

function quoted(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
