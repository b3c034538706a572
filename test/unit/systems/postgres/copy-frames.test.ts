import fc from 'fast-check';
import { CopyFrames } from '../../../../src/systems/postgres/copy-frames';
import { CopyPieces, type CopyPiece } from '../../../../src/systems/postgres/copy-pieces';

type Encoding = 'text' | 'binary';

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);
const NOTICE = message('N', Buffer.from('SNOTICE\0\0'));

/** What a server sends for `rows`: the header travels with the first row, the trailer in a message of its own. */
function answer(rows: readonly Buffer[], encoding: Encoding): Buffer {
  const bodies = encoding === 'text' ? [...rows] : [...rows, TRAILER];
  if (encoding === 'binary') bodies[0] = Buffer.concat([HEADER, bodies[0] ?? TRAILER]);
  const data = bodies.flatMap((body, index) => (index % 3 === 1 ? [NOTICE, message('d', body)] : [message('d', body)]));
  return Buffer.concat([message('H', Buffer.from([0, 0, 1, 0, 0])), ...data]);
}

function row(bytes: Uint8Array, encoding: Encoding): Buffer {
  if (encoding === 'text')
    return Buffer.concat([Buffer.from(bytes).map((byte) => (byte === 10 ? 11 : byte)), Buffer.from('\n')]);
  const head = Buffer.alloc(6);
  head.writeInt16BE(1, 0);
  head.writeInt32BE(bytes.length, 2);
  return Buffer.concat([head, bytes]);
}

/** Cuts `bytes` into chunks of the given sizes, in turn. */
function* chunksOf(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const to = from + (sizes[turn % sizes.length] ?? 1);
    yield Buffer.from(bytes.subarray(from, to));
    from = to;
  }
}

function take(bytes: Buffer, sizes: readonly number[], encoding: Encoding): { pieces: CopyPiece[]; rest: Buffer } {
  const frames = new CopyFrames(encoding);
  const gathered = new CopyPieces();
  const pieces: CopyPiece[] = [];
  const rest: Buffer[] = [];
  for (const chunk of chunksOf(bytes, sizes)) {
    if (rest.length > 0) {
      rest.push(chunk);
      continue;
    }
    const part = frames.take(chunk);
    const piece = gathered.add(part);
    if (piece !== null) pieces.push(piece);
    if (part.rest !== null) rest.push(part.rest);
  }
  const last = gathered.finish();
  if (last !== null) pieces.push(last);
  return { pieces, rest: Buffer.concat(rest) };
}

const encodings = fc.constantFrom<Encoding>('text', 'binary');
const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 6 });

test('rows come out whole and counted, however the socket cuts the messages', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }),
      sizes,
      encodings,
      (bodies, cuts, encoding) => {
        const rows = bodies.map((body) => row(body, encoding));
        const end = message('c', Buffer.alloc(0));
        const { pieces, rest } = take(Buffer.concat([answer(rows, encoding), end, NOTICE]), cuts, encoding);
        expect(Buffer.concat(pieces.map((piece) => piece.chunk)).equals(Buffer.concat(rows))).toBe(true);
        expect(pieces.reduce((sum, piece) => sum + piece.rows, 0)).toBe(rows.length);
        expect(pieces.at(-1)?.lastRow ?? null).toEqual(rows.at(-1) ?? null);
        expect(rest.equals(Buffer.concat([end, NOTICE]))).toBe(true);
      },
    ),
  );
});

test('an error in the middle is handed back with everything behind it', () => {
  const rows = [row(Buffer.from('a'), 'text'), row(Buffer.from('b'), 'text')];
  const error = message('E', Buffer.from('SERROR\0\0'));
  const { pieces, rest } = take(Buffer.concat([answer(rows, 'text'), error]), [7], 'text');
  expect(Buffer.concat(pieces.map((piece) => piece.chunk)).toString()).toBe('a\nb\n');
  expect(rest.equals(error)).toBe(true);
});

test('pieces end with a row, and a row longer than a piece is the only one that is cut', () => {
  const lengths = [100_000, 100_000, 100_000, 900_000, 10, 300_000, 20];
  for (const encoding of ['text', 'binary'] as const) {
    const rows = lengths.map((length, index) => row(Buffer.alloc(length, 97 + index), encoding));
    const { pieces } = take(Buffer.concat([answer(rows, encoding), message('c', Buffer.alloc(0))]), [65_536], encoding);
    expect(Buffer.concat(pieces.map((piece) => piece.chunk)).equals(Buffer.concat(rows))).toBe(true);
    expect(pieces.length).toBeGreaterThan(4);
    let ended = 0;
    let at = 0;
    for (const piece of pieces) {
      ended += piece.rows;
      at += piece.chunk.length;
      const endOfRows = rows.slice(0, ended).reduce((sum, each) => sum + each.length, 0);
      expect(piece.endsRow).toBe(at === endOfRows);
      if (piece.lastRow !== null) expect(rows[ended - 1]?.equals(piece.lastRow)).toBe(true);
    }
    expect(ended).toBe(rows.length);
  }
});
