/** Lines without what the formatter adds: blanks, padding of tables, escapes. */
export function bareMarkdown(markdown: string): readonly string[] {
  const lines = markdown.split('\n').map((line) => line.replace(/-{3,}/g, '---').replace(/[\s\\]+/g, ''));
  return lines.filter((line) => line !== '');
}
