/** Whether a text that is no JSON is the beginning of one: a connection that broke without a word. */
export function isCutOff(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  const open: string[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      at = stringEnd(text, at);
      if (at === -1) return true;
    } else if (char === '[' || char === '{') open.push(char === '[' ? ']' : '}');
    else if ((char === ']' || char === '}') && open.pop() !== char) return false;
  }
  return open.length > 0;
}

/** The place of the quote that ends a string; -1 when there is none. */
function stringEnd(text: string, quote: number): number {
  for (let at = quote + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}
