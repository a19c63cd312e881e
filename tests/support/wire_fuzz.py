"""Throws mutants at both ends of the wire and holds them to its laws; `python -m tests.support.wire_fuzz SEED COUNT`.

Six of ten mutants are sealed after the mutation, so that they reach decoder and table behind a valid MAC. The laws: the
outcome is a value or a RemoteError; device and cloud agree on it; what is accepted encodes to the very same bytes; an
envelope that differs in one bit from what was sealed is refused.
"""

import sys
from collections import Counter
from random import Random

from shared_protocol import cabinet as wire
from shared_protocol import cbor, envelope, keys
from shared_protocol.channel import DeviceChannel
from shared_protocol.errors import RemoteError
from shared_protocol.host import codec
from tests.support.mutation import Sample, head_offsets, make_samples, mutate, mutate_body, mutate_bytes

ACCEPTED = 0  # beside the codes of RemoteError, which start at 1
BEHIND_MAC = "behind a valid MAC"

_DEVICE_ID = "cabinet-0001"
_ROOT = bytes(range(32))
_SAMPLES_OF_EACH_TYPE = 40
_ODD_KEY_IDS = [
    b"",
    b"/",
    b"cabinet-0001",
    b"cabinet-0001/0",
    b"cabinet-0001/01",
    b"cabinet-0001/65536",
    b"cabinet-0001/2",
]
_ODD_KEY_IDS += [
    b"cabinet-0001/1/1",
    b"cabinet-000\xff/1",
    b"CABINET-0001/1",
    b"short/1",
    b"cabinet-0001/\xd9\xa1",
    b"a" * 33 + b"/1",
]


class LawBrokenError(AssertionError):
    """A mutant broke a law; the message is enough to try it again."""


class WireFuzz:
    """One seeded stream of mutants and the two ends that they are thrown at."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._rng = Random(seed)
        self._samples = make_samples(self._rng, _SAMPLES_OF_EACH_TYPE)
        self._device = DeviceChannel(_DEVICE_ID, 1, _ROOT, wire.ROWS)
        self._down = keys.MacKey(keys.derive(_ROOT, keys.DOWN))
        self._protected = envelope.protected_header(self._device.key_id)

    def run(self, count: int) -> Counter[int | str]:
        """Try `count` mutants; return how many had which outcome, and how many of them were behind a valid MAC."""
        outcomes: Counter[int | str] = Counter()
        for index in range(count):
            if self._rng.random() < 0.6:
                outcome = self._try_message(index)
                outcomes[BEHIND_MAC] += 1
            elif self._rng.random() < 0.8:
                outcome = self._try_envelope(index)
            else:
                outcome = self._try_header(index)
            outcomes[outcome] += 1
        return outcomes

    def _try_message(self, index: int) -> int:
        leaf, payload = mutate(self._rng, self._samples)
        sealed = envelope.seal(self._down, self._protected, self._device.topic(leaf), payload)
        try:
            on_device = self._outcome(leaf, sealed)
            in_cloud = _parse(payload, leaf)
        except Exception as error:
            raise self._broken(index, leaf, payload, f"raised {error!r}") from error
        if (on_device[0] == ACCEPTED) != (in_cloud[0] == ACCEPTED):
            raise self._broken(index, leaf, payload, f"device says {on_device}, cloud says {in_cloud}")
        if on_device[0] == ACCEPTED and (on_device[1] != in_cloud[1] or cbor.encode(on_device[1]) != payload):
            raise self._broken(index, leaf, payload, f"accepted as {on_device[1]} and {in_cloud[1]}")
        return on_device[0]

    def _try_envelope(self, index: int) -> int:
        sample = self._any_sample()
        sealed = self._seal(self._protected, sample)
        return self._try_sealed(
            index, sample.leaf, sealed, mutate_bytes(self._rng, sealed, head_offsets(sealed), self._samples)
        )

    def _try_header(self, index: int) -> int:
        sample = self._any_sample()
        chance = self._rng.random()
        if chance < 0.4:
            header = cbor.encode({1: 5, 4: self._rng.choice(_ODD_KEY_IDS)})
        elif chance < 0.7:
            header = codec.cbor2.dumps(mutate_body(self._rng, {1: 5, 4: self._device.key_id}))
        else:
            header = mutate_bytes(self._rng, self._protected, head_offsets(self._protected), self._samples)
        return self._try_sealed(index, sample.leaf, self._seal(self._protected, sample), self._seal(header, sample))

    def _try_sealed(self, index: int, leaf: str, sealed: bytes, mutant: bytes) -> int:
        try:
            outcome = self._outcome(leaf, mutant)
            _look_up(mutant)
        except Exception as error:
            raise self._broken(index, leaf, mutant, f"raised {error!r}") from error
        if (outcome[0] == ACCEPTED) != (mutant == sealed):
            raise self._broken(index, leaf, mutant, f"{outcome}, though sealed were {sealed.hex()}")
        return outcome[0]

    def _outcome(self, leaf: str, sealed: bytes) -> tuple[int, object]:
        try:
            return ACCEPTED, self._device.open(leaf, sealed)
        except RemoteError as error:
            return error.code, error.detail

    def _any_sample(self) -> Sample:
        return self._samples[int(self._rng.random() * len(self._samples))]

    def _seal(self, protected: bytes, sample: Sample) -> bytes:
        return envelope.seal(self._down, protected, self._device.topic(sample.leaf), sample.payload)

    def _broken(self, index: int, leaf: str, data: bytes, what: str) -> LawBrokenError:
        return LawBrokenError(f"seed {self._seed!r}, mutant {index}, leaf {leaf}, bytes {data.hex()}: {what}")


def _parse(payload: bytes, leaf: str) -> tuple[int, object]:
    try:
        return ACCEPTED, codec.parse(payload, leaf)
    except RemoteError as error:
        return error.code, error.detail


def _look_up(data: bytes) -> None:
    # What the cloud does first: find out whose key to try.
    try:
        envelope.parse_key_id(envelope.Envelope(data).key_id)
    except RemoteError:
        return


def main() -> None:
    """Run as many mutants as the command line asks for and print what became of them."""
    print(WireFuzz(sys.argv[1]).run(int(sys.argv[2])))


if __name__ == "__main__":
    main()
