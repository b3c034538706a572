/** Templates that make texts and bytes. */
import type { Rules } from './template';

export const TEXT_RULES: Rules = {
  str: [
    [4, '<str> + <str>'], '<str> * <small>', '<small> * <str>', [5, 'str(<any>)'], 'str(<float>)', 'str(<dec>)', 'str(<list>)', 'str(<dict>)', 'str()', 'str(<bytes>, <enc>)', 'str(<bytes>, "utf-8", <errors>)', 'str(object=<any>)',
    [2, '<str!>[<small>]'], [3, '<str!>[<small>:<small>]'], '<str!>[<small>:]', '<str!>[:<small>]', '<str!>[::<step>]', '<str!>[<small>:<small>:<step>]', '<strs!>[<small>]', '<strs!>[0]',
    '<str!>.upper()', '<str!>.lower()', '<str!>.title()', '<str!>.capitalize()', '<str!>.swapcase()', '<str!>.casefold()', '<str!>.strip()', '<str!>.lstrip()', '<str!>.rstrip()', '<str!>.strip(<str>)', '<str!>.lstrip(<str>)', '<str!>.rstrip(<str>)',
    [2, '<str!>.replace(<str>, <str>)'], '<str!>.replace(<str>, <str>, <small>)', '<str!>.ljust(<small>)', '<str!>.rjust(<nat>, <char>)', '<str!>.center(<nat>)', '<str!>.center(<nat>, <char>)', '<str!>.zfill(<nat>)', '<digits!>.zfill(<nat>)',
    '<str!>.expandtabs()', '<str!>.expandtabs(<small>)', '<str!>.expandtabs(tabsize=<nat>)', '<str!>.removeprefix(<str>)', '<str!>.removesuffix(<str>)', '<str!>.join(<strs>)', '<str!>.join(<str>)', '<str!>.join(<str> for x in <ints>)', '<str!>.join(<list>)',
    '<str!>.translate(<table>)', '<str!>.translate(<dict>)', '<str!>.split(<str>)[<small>]', '<str!>.split()[0]', '<str!>.partition(<str>)[<small>]', '<str!>.rpartition(<str>)[0]', '<str!>.encode(<enc>).decode(<enc>)',
    '<str!>.encode(<enc>, <errors>).decode(<enc>, <errors>)', [2, '<bytes!>.decode()'], '<bytes!>.decode(<enc>)', '<bytes!>.decode(<enc>, <errors>)', '<bytes!>.decode(errors=<errors>)', '<str!>.encode("ascii", errors="ignore").decode()', '<bytes!>.hex()', '<bytes!>.hex(<char>)', '<bytes!>.hex("-", <small>)',
    [3, 'md5(<str>)'], [2, 'sha256(<str>)'], 'md5(<any>)', [3, 'json.dumps(<jsonable>)'], 'json.dumps(<jsonable>, sort_keys=True)', 'json.dumps(<jsonable>, indent=<nat>)', 'json.dumps(<jsonable>, indent=<str>)', 'json.dumps(<jsonable>, ensure_ascii=<bool>)', 'json.dumps(<jsonable>, separators=(<str>, <str>))',
    'json.dumps(<any>, default=str)', 'json.dumps(<dict>, skipkeys=True)', 'json.dumps(<float>, allow_nan=<bool>)', 'json.dumps(<any>)', 'json.dumps(<dict>, indent=2, sort_keys=True, default=str)',
    [3, '<date!>.isoformat()'], [2, '<dt!>.isoformat()'], '<dt!>.isoformat(<char>)', '<dt!>.isoformat(sep=" ", timespec=<timespec>)', '<dt!>.isoformat(timespec=<timespec>)', '<utc!>.isoformat()', '<time!>.isoformat()', '<time!>.isoformat(<timespec>)',
    [3, '<dt!>.strftime(<dateformat>)'], [2, '<date!>.strftime(<dateformat>)'], '<time!>.strftime(<dateformat>)', '<utc!>.strftime(<dateformat>)', '<dt!>.ctime()', '<date!>.ctime()', '<dt!>.tzname()', '<utc!>.tzname()', '<tz!>.tzname(None)', '<tz!>.tzname(<dt>)',
    [25, '<fstring>'], [15, '<percent>'], '<float!>.hex()', '<dec!>.to_eng_string()', '<dec!>.number_class()', '<str> if <bool> else <str>', '<str> or <str>', '<str> and <str>', '"%s" % <any>', '"%r" % (<any>,)',
    's1', 's2', 's3', 'day', 'moment', '_["a-b"]', 'record["s1"]', 'record.get("s2")', 'record.get("missing", <str>)', '_.s3', 'config["name"]', 'config.get("name")', '__stream_name__', '__original_stream_name__', 'o.get("city", <str>)', 'md5', 'str.upper(<str>)', 'str.join(<str>, <strs>)', 'str.strip(<str>)',
    'dict(a=<str>)["a"]', '<dict!>.get(<str>, <str>)', 'str(<date>)', 'str(<dt>)', 'str(<td>)', 'str(<tz>)', 'str(<set>)', 'str(record.items)', 'str(o.get)', 'str(<time>)', 'str(<tuple>)', 'str(<bytes>)', '<str!>.format(<any>)',
  ],
  bytes: [
    [5, '<str!>.encode()'], [2, '<str!>.encode(<enc>)'], [2, '<str!>.encode(<enc>, <errors>)'], '<str!>.encode(encoding=<enc>, errors=<errors>)', '<bytes> + <bytes>', '<bytes> * <small>', '<bytes!>[<small>:<small>]', '<bytes!>[::<step>]', '<int!>.to_bytes(<nat>, <order>)', '<int!>.to_bytes(<nat>, <order>, signed=<bool>)', '<small!>.to_bytes(2, "big")',
    '<bytes!>.upper()', '<bytes!>.lower()', '<bytes!>.title()', '<bytes!>.capitalize()', '<bytes!>.swapcase()', '<bytes!>.strip()', '<bytes!>.strip(<bytes>)', '<bytes!>.lstrip()', '<bytes!>.rstrip(<bytes>)', '<bytes!>.replace(<bytes>, <bytes>)', '<bytes!>.replace(<bytes>, <bytes>, <small>)', '<bytes!>.join([<bytes>, <bytes>])', '<bytes!>.split(<bytes>)[0]', '<bytes!>.split()[<small>]', '<bytes!>.partition(<bytes>)[0]',
    '<bytes!>.ljust(<nat>)', '<bytes!>.rjust(<nat>, b"*")', '<bytes!>.center(<nat>)', '<bytes!>.zfill(<nat>)', '<bytes!>.expandtabs()', '<bytes!>.removeprefix(<bytes>)', '<bytes!>.removesuffix(<bytes>)', '<bytes!>.fromhex(<hex>)', '<bytes!>.fromhex(<bytes!>.hex())', '<bytes!>.translate(None, <bytes>)', '<bytes> % ()', 'b"%d-%s" % (<int>, <bytes>)',
  ],
  table: ['str.maketrans(<char>, <char>)', 'str.maketrans("abc", "xyz")', 'str.maketrans("abc", "xyz", <str>)', 'str.maketrans({"a": <str>, "b": None})', 'str.maketrans({97: <small>})', 'str.maketrans(<str>, <str>)', '"".maketrans("l", "L")'],
}; // prettier-ignore
