"""Answers one question of the host: what was asked and what is said both carry a CRC, because a serial line loses bytes."""

import binascii
import json

MARK = "hil-answer"


def give(number, crc, question):
    """Evaluate `question` ("module.function(arguments)") and print MARK, a CRC and JSON: [number, value]."""
    if binascii.crc32(question.encode()) != crc:
        raise ValueError("the question arrived damaged")
    module = question.split(".")[0]
    payload = json.dumps([number, eval(question, {module: __import__(module)})])
    print(MARK, binascii.crc32(payload.encode()), payload)
