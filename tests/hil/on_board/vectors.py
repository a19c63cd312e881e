"""The golden vectors on the chip, judged by the same `tests/vectors/lines.py` as everywhere else.

`bench_files` packs each file of vectors: a first line with what all its vectors share, then for each section a line
`=section` and a line of JSON a vector. So one vector at a time is in the heap.
"""

import gc
import json

from deflate import ZLIB, DeflateIO

from tests.vectors import lines

_FOLDER = "/hil/tests/vectors/"
_SHOWN = 8
_SHOWN_CHARS = 60


def judge(file):
    """Try all vectors of `file`; return how many lines were `tried`, how many came out `different`, and some of those.

    A difference is [name, what came of it, what should have]. A vector counts once for each thing that is tried with it.
    """
    tried, different = 0, 0
    shown: list = []
    with open(_FOLDER + file + ".z", "rb") as packed:
        for name, expected, run, arguments in _cases(file, DeflateIO(packed, ZLIB)):
            tried += 1
            found = lines.outcome(run, arguments)
            if found != expected:
                different += 1
                if len(shown) < _SHOWN:
                    shown.append([name, found[:_SHOWN_CHARS], expected[:_SHOWN_CHARS]])
            gc.collect()
    return {"tried": tried, "different": different, "shown": shown}


def _cases(file, stream):
    shared = json.loads(stream.readline())
    section, index = "", 0
    while True:
        line = stream.readline()
        if not line:
            return
        if line.startswith(b"="):
            section, index = line[1:].decode().strip(), 0
            continue
        vector = json.loads(line)
        for of_file, of_section, run, expect in lines.SECTIONS:
            if of_file == file and of_section == section:
                yield file + "/" + section + "/" + str(index), expect(vector), run, (vector, shared)
        index += 1
