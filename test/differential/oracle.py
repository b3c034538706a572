"""Evaluates expressions as the real mapper does. One JSON object a line: {"e": expression, "r": number of the record, "p": property}.

Answers {"t": type name, "v": repr} or {"x": [names of the exception's classes, nearest first], "m": message}. Started with the
fixture (records, config) as JSON on the first line. An expression that is not done after two seconds is answered with {"x": ["Hang"]}.
"""

import ast
import faulthandler
import json
import re
import signal
import sys
import warnings

from singer_sdk.mapper import CustomStreamMap, _MapperEval
from singer_sdk.singerlib.json import deserialize_json

SECONDS = 2
"""A call into C does not see the alarm: then the process ends, which the other side takes as a hang."""
FATAL_SECONDS = 6


class Hang(BaseException):
    """The alarm rang."""


def ring(_signal, _frame):
    raise Hang


def evaluator(config):
    """A stream map without a stream: what `_eval` needs and no more."""
    stream_map = CustomStreamMap.__new__(CustomStreamMap)
    stream_map.map_config = config
    stream_map.stream_alias = "shown"
    stream_map.stream_name = "source"
    stream_map.fake = None
    stream_map.expr_evaluator = _MapperEval(functions=CustomStreamMap.functions.fget(stream_map))
    return stream_map


def show(value):
    """`repr`, with sets in the order of their elements' texts and without addresses."""
    kind = type(value)
    if kind is int:
        return hex(value) if value.bit_length() > 10000 else repr(value)
    if kind is list:
        return "[" + ", ".join(map(show, value)) + "]"
    if kind is tuple:
        return "(" + ", ".join(map(show, value)) + (",)" if len(value) == 1 else ")")
    if kind is dict:
        return "{" + ", ".join(f"{show(k)}: {show(v)}" for k, v in value.items()) + "}"
    if kind in (set, frozenset):
        return kind.__name__ + "{" + ", ".join(sorted(map(show, value))) + "}"
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def shown(value):
    """A value within itself is left to `repr`, which knows how to end."""
    try:
        return show(value)
    except RecursionError:
        return repr(value)


def answer(stream_map, text, record, name):
    try:
        parsed = ast.parse(text).body[0]
        value = stream_map._eval(text, parsed, record, name)
        return {"t": type(value).__name__, "v": shown(value)}
    except Hang:
        return {"x": ["Hang"], "m": ""}
    except BaseException as error:
        cause = error.__cause__ if type(error).__name__ == "MapExpressionError" else error
        return {"x": [kind.__name__ for kind in type(cause).__mro__], "m": str(cause)[:200]}


def main():
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, ring)
    fixture = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        request = json.loads(line)
        stream_map = evaluator(deserialize_json(fixture["config"]))
        record = deserialize_json(fixture["records"][request["r"]])
        faulthandler.dump_traceback_later(FATAL_SECONDS, exit=True, file=sys.__stderr__)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            result = answer(stream_map, request["e"], record, request["p"])
        except Hang:
            result = {"x": ["Hang"], "m": ""}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            faulthandler.cancel_dump_traceback_later()
        print(json.dumps(result), flush=True)


main()
