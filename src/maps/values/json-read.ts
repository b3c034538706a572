/** Reads JSON text as the mapper's Python does: integers of any size, fractions as exact decimals. */
import { Dict } from './containers';
import { Decimal } from './decimal';
import { limitExceeded, MAX_INTEGER_DIGITS, spendCharacters, spendWork } from './limits';
import { valueError, type PythonError } from './python-error';
import { Float, toInt, type Value } from './value';

/** Python's own reader stops at about 1,000 nested brackets. */
const MAX_DEPTH = 900;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const BLANKS = /[ \t\n\r]*/y;
/** Text up to the next quote, escape or control character. */
const PLAIN = /[^"\\\0-\x1f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t',
}; // prettier-ignore

/** Units of work for a value that is read, and for one level of brackets. */
const VALUE_WORK = 60;
const LEVEL_WORK = 50;

const BLANK = 0x20;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_E = 0x65;
const LOWER_CASE = 0x20;
/** Digits of an integer that a double always holds. */
const SAFE_DIGITS = 15;

/** What a record holds: no budget of an expression is spent. Throws `ValueError` for text that is not JSON. */
export function readJson(text: string): Value {
  return new JsonReader(text, readDecimal, () => {}).document();
}

/** `json.loads`: reading is work of the expression. `fraction`: what a number with a point or exponent becomes. Throws `ValueError`. */
export function loadJson(text: string, fraction: (digits: string) => Value): Value {
  spendCharacters(text.length);
  const reader = new JsonReader(text, fraction, spendWork);
  return reader.document();
}

function readDecimal(digits: string): Value {
  return Decimal.parse(digits);
}

class JsonReader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly fraction: (digits: string) => Value,
    private readonly spend: (units: number) => void,
  ) {}

  document(): Value {
    const value = this.value();
    this.blanks();
    if (this.at !== this.text.length) throw notJson();
    return value;
  }

  private value(): Value {
    this.spend(VALUE_WORK);
    this.blanks();
    switch (this.text[this.at]) {
      case '{':
        return this.nested(() => this.object());
      case '[':
        return this.nested(() => this.array());
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      case 'N':
        return this.word('NaN', new Float(NaN));
      case 'I':
        return this.word('Infinity', new Float(Infinity));
      default:
        return this.shortInteger() ?? this.number();
    }
  }

  private nested(read: () => Value): Value {
    if (++this.depth > MAX_DEPTH) throw limitExceeded(`A JSON text is nested deeper than ${MAX_DEPTH} levels.`);
    this.spend(LEVEL_WORK);
    this.at++;
    const value = read();
    this.depth--;
    return value;
  }

  private object(): Value {
    const dict = new Dict();
    if (this.ends('}')) return dict;
    for (;;) {
      this.blanks();
      const key = this.string();
      this.expect(':');
      dict.set(key, this.value());
      if (this.ends('}')) return dict;
      this.expect(',');
    }
  }

  private array(): Value {
    const items: Value[] = [];
    if (this.ends(']')) return items;
    for (;;) {
      items.push(this.value());
      if (this.ends(']')) return items;
      this.expect(',');
    }
  }

  private string(): string {
    if (this.text[this.at] !== '"') throw notJson();
    this.at++;
    let value = '';
    for (;;) {
      value += this.match(PLAIN);
      const char = this.text[this.at++];
      if (char === '"') return value;
      if (char !== '\\') throw notJson();
      value += this.escape();
    }
  }

  private escape(): string {
    const char = this.text[this.at++] ?? '';
    if (char !== 'u') {
      const value = Object.hasOwn(ESCAPES, char) ? ESCAPES[char] : undefined;
      if (value === undefined) throw notJson();
      return value;
    }
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw notJson();
    this.at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  /** A whole number above 0 that a double holds, which most are; null, with nothing taken, for all others. */
  private shortInteger(): number | null {
    const { text } = this;
    let at = this.at;
    let value = 0;
    let code = text.charCodeAt(at);
    if (code === ZERO) return null;
    while (code >= ZERO && code <= NINE) {
      value = value * 10 + code - ZERO;
      code = text.charCodeAt(++at);
    }
    const digits = at - this.at;
    if (digits === 0 || digits > SAFE_DIGITS || code === POINT || (code | LOWER_CASE) === LETTER_E) return null;
    this.at = at;
    return value;
  }

  private number(): Value {
    if (this.text.startsWith('-Infinity', this.at)) return this.word('-Infinity', new Float(-Infinity));
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (!match) throw notJson();
    this.at = NUMBER.lastIndex;
    const [digits, point, exponent] = match;
    if (point !== undefined || exponent !== undefined) return this.fraction(digits);
    // `-0` is no integer of Python's.
    if (digits.length <= SAFE_DIGITS) return Number(digits) + 0;
    if (digits.length > MAX_INTEGER_DIGITS) throw valueError('The text has an integer of too many digits.');
    return toInt(BigInt(digits));
  }

  private word(word: string, value: Value): Value {
    if (!this.text.startsWith(word, this.at)) throw notJson();
    this.at += word.length;
    return value;
  }

  private ends(char: string): boolean {
    this.blanks();
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private expect(char: string): void {
    if (!this.ends(char)) throw notJson();
  }

  private blanks(): void {
    if (!(this.text.charCodeAt(this.at) > BLANK)) this.match(BLANKS);
  }

  private match(form: RegExp): string {
    form.lastIndex = this.at;
    const text = form.exec(this.text)?.[0] ?? '';
    this.at += text.length;
    return text;
  }
}

function notJson(): PythonError {
  return valueError('The text is not valid JSON.');
}
