/** A pattern of Python's `re` in the syntax of RE2, with a bound on what it grows to. */
import { classEscape, readClass } from './character-class';
import { notLinear, patternError } from './pattern-error';
import { quoteCharacter, readEscape } from './pattern-escape';
import { FLAG_LETTERS, FLAGS } from './pattern-flags';
import { PatternReader } from './pattern-reader';
import { PatternSize } from './pattern-size';

export interface TranslatedPattern {
  readonly source: string;
  /** Those given and those that begin the pattern, as in `(?i)`. */
  readonly flags: number;
}

/** Flags of the group that is being read. */
interface Scope {
  readonly verbose: boolean;
  readonly ascii: boolean;
}

/** Throws `ValueError` for what is no pattern, `Unsupported` for look-around and back-references, `LimitExceeded` for size. */
export function translatePattern(pattern: string, flags: number): TranslatedPattern {
  return new Translator(pattern, flags).translate();
}

class Translator {
  private readonly reader: PatternReader;
  private readonly size = new PatternSize();
  private readonly scopes: Scope[] = [];
  private scope: Scope;
  private output = '';

  constructor(
    pattern: string,
    private flags: number,
  ) {
    this.reader = new PatternReader(pattern);
    this.scope = { verbose: (flags & FLAGS.X) !== 0, ascii: (flags & FLAGS.A) !== 0 };
  }

  translate(): TranslatedPattern {
    const { reader } = this;
    while (!reader.done) this.piece(reader.next());
    if (this.scopes.length > 0) throw patternError('a `(` has no `)`', reader.at - 1);
    const letters = ['i', 'm', 's'].filter((letter) => this.flags & (FLAG_LETTERS.get(letter) ?? 0)).join('');
    return { source: letters === '' ? this.output : `(?${letters})${this.output}`, flags: this.flags };
  }

  private piece(char: string): void {
    const { reader, size } = this;
    if (this.scope.verbose && /^\s$/.test(char)) return;
    if (this.scope.verbose && char === '#') {
      while (!reader.done && reader.next() !== '\n');
      return;
    }
    switch (char) {
      case '\\':
        return this.escape();
      case '[':
        return this.atom(readClass(reader, this.scope.ascii));
      case '(':
        return this.open();
      case ')':
        return this.close();
      case '*':
      case '+':
      case '?':
        return this.repeat(char, 1);
      case '{':
        return this.counted();
      case '|':
        size.alternative();
        this.output += '|';
        return;
      case '.':
      case '^':
      case '$':
        return this.atom(char);
      default:
        return this.atom(quoteCharacter(char));
    }
  }

  private atom(text: string): void {
    this.size.atom();
    this.output += text;
  }

  private escape(): void {
    const { reader } = this;
    const letter = reader.peek();
    if (!/^[dDwWsSbBAZ]$/.test(letter)) return this.atom(quoteCharacter(readEscape(reader)));
    reader.next();
    if (letter === 'Z') return this.atom('\\z');
    this.atom(/^[bBA]$/.test(letter) ? `\\${letter}` : classEscape(letter, this.scope.ascii));
  }

  private open(): void {
    const { reader } = this;
    const at = reader.at - 1;
    if (!reader.take('?')) return this.enter('(', this.scope);
    if (reader.take(':')) return this.enter('(?:', this.scope);
    if (reader.take('#')) {
      if (reader.until(')') === null) throw patternError('a comment has no end', at);
      return;
    }
    if (reader.take('P<')) return this.enter(`(?P<${this.groupName(at)}>`, this.scope);
    if (reader.take('P=')) throw notLinear('A back-reference such as `(?P=name)`', at);
    if (reader.take('=') || reader.take('!')) throw notLinear('Look-ahead (`(?=...)`, `(?!...)`)', at);
    if (reader.take('<=') || reader.take('<!')) throw notLinear('Look-behind (`(?<=...)`, `(?<!...)`)', at);
    if (reader.take('>')) throw notLinear('An atomic group (`(?>...)`)', at);
    if (reader.take('(')) throw notLinear('A condition (`(?(...)...)`)', at);
    this.inlineFlags(at);
  }

  private groupName(at: number): string {
    const name = this.reader.until('>');
    if (name !== null && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
    throw patternError('the name of a group needs letters, digits and `_`, and `>` behind it', at);
  }

  /** `(?i)` in front of everything else, `(?i:...)` and `(?-i:...)` anywhere. */
  private inlineFlags(at: number): void {
    const { reader } = this;
    const on = this.flagLetters();
    const off = reader.take('-') ? this.flagLetters() : 0;
    if (reader.take(')')) {
      if (at !== 0 || off !== 0) throw patternError('flags such as `(?i)` stand in front of a pattern only', at);
      this.flags |= on;
      this.scope = { verbose: (this.flags & FLAGS.X) !== 0, ascii: (this.flags & FLAGS.A) !== 0 };
      return;
    }
    if ((on | off) === 0 || !reader.take(':')) throw patternError('`(?` is followed by nothing that it can be', at);
    const scope = {
      verbose: (on & FLAGS.X) !== 0 || (this.scope.verbose && (off & FLAGS.X) === 0),
      ascii: (on & FLAGS.A) !== 0 || (this.scope.ascii && (on & FLAGS.U) === 0),
    };
    const letters = (set: number): string =>
      ['i', 'm', 's'].filter((letter) => set & (FLAG_LETTERS.get(letter) ?? 0)).join('');
    this.enter(`(?${letters(on)}${letters(off) === '' ? '' : `-${letters(off)}`}:`, scope);
  }

  private flagLetters(): number {
    const letters = this.reader.run(/^[imsxau]$/, FLAG_LETTERS.size);
    return letters.split('').reduce((set, letter) => set | (FLAG_LETTERS.get(letter) ?? 0), 0);
  }

  private enter(text: string, scope: Scope): void {
    this.size.open(this.reader.at - 1);
    this.scopes.push(this.scope);
    this.scope = scope;
    this.output += text;
  }

  private close(): void {
    const outer = this.scopes.pop();
    if (!outer) throw patternError('a `)` has no `(`', this.reader.at - 1);
    this.scope = outer;
    this.size.close();
    this.output += ')';
  }

  /** `{2}`, `{2,}`, `{,3}`, `{2,3}`; other braces are themselves. */
  private counted(): void {
    const { reader } = this;
    const start = reader.at;
    const low = reader.run(/^[0-9]$/, MAX_COUNT_DIGITS);
    const several = reader.take(',');
    const high = several ? reader.run(/^[0-9]$/, MAX_COUNT_DIGITS) : low;
    if ((low === '' && high === '' && !several) || !reader.take('}')) {
      reader.at = start;
      return this.atom(quoteCharacter('{'));
    }
    const least = Number(low === '' ? '0' : low);
    const most = high === '' ? null : Number(high);
    if (Math.max(least, most ?? 0) > MAX_COUNT) {
      throw patternError(`a repetition is counted beyond ${MAX_COUNT}`, start - 1);
    }
    if (most !== null && most < least) throw patternError('a repetition ends below its begin', start - 1);
    this.repeat(
      several ? `{${least},${most ?? ''}}` : `{${least}}`,
      Math.max(least + (most === null ? 1 : 0), most ?? 0),
    );
  }

  private repeat(text: string, times: number): void {
    const at = this.reader.at - 1;
    this.size.repeat(Math.max(1, times), at);
    if (this.reader.take('+')) throw notLinear('A possessive repetition such as `*+`', at);
    this.output += text + (this.reader.take('?') ? '?' : '');
    if (/^[*+?]$/.test(this.reader.peek())) throw patternError('a repetition is repeated', this.reader.at);
  }
}

/** RE2's own limit. */
const MAX_COUNT = 1000;
/** Enough to see that a count is too large. */
const MAX_COUNT_DIGITS = 9;
