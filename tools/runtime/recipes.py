"""Which parts there are, and of which packages each is made.

Owns names, lower bounds and what a part does without; how packages are fetched and unpacked is told elsewhere.
"""

import hashlib
from dataclasses import dataclass
from enum import Enum

from tools.runtime.programs import Program

LAYOUT = 1  # raised when the way of unpacking changes, so that what was prepared before is made anew


class Loader(Enum):
    """How an unpacked program finds its libraries."""

    OWN = "own"  # its own ld-linux and C library, so that it runs beside an older system
    MACHINE = "machine"  # the machine's ld-linux and libraries, with those that it lacks


@dataclass(frozen=True)
class Recipe:
    """How one part is made from Debian's packages.

    `programs` maps where a program can be started to the file that it runs, both within the unpacked tree.
    `supplied` are packages that the part's packages ask for and these programs do without: installers,
    service starters, desktop glue. Nothing of them is fetched.
    """

    part: str
    packages: tuple[str, ...]
    program: Program
    programs: dict[str, str]
    loader: Loader = Loader.OWN
    architecture: str = ""  # empty: the machine's own
    searched: bool = True  # whether one that the machine has serves as well
    supplied: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def digest(self) -> str:
        """Return a short name for these instructions, another for any other."""
        return hashlib.sha256(f"{LAYOUT} {self!r}".encode()).hexdigest()[:16]


INSTALLERS = (
    "adduser",
    "base-passwd",
    "debconf",
    "init-system-helpers",
    "login.defs",
    "openssl-provider-legacy",
    "passwd",
    "sysvinit-utils",
)

_MICROPYTHON = Program(
    names=("micropython",),
    arguments=("-c", "import sys; print('.'.join(str(n) for n in sys.implementation.version[:3]))"),
    minimum=(1, 25),
)

MICROPYTHON = Recipe(
    part="micropython",
    packages=("micropython",),
    program=_MICROPYTHON,
    programs={"usr/bin/micropython": "usr/bin/micropython"},
)

MICROPYTHON_32 = Recipe(
    part="micropython32",
    packages=("micropython",),
    program=_MICROPYTHON,
    programs={"usr/bin/micropython": "usr/bin/micropython"},
    architecture="i386",
    searched=False,
)

MOSQUITTO = Recipe(
    part="mosquitto",
    packages=("mosquitto",),
    program=Program(names=("mosquitto",), arguments=("-h",), minimum=(2, 0, 18)),
    programs={
        "usr/sbin/mosquitto": "usr/sbin/mosquitto",
    },
    supplied=INSTALLERS,
)

POSTGRESQL = Recipe(
    part="postgresql",
    packages=("postgresql-17",),
    program=Program(
        names=("postgres",),
        arguments=("--version",),
        minimum=(15,),
        companions=("initdb", "pg_ctl"),
        patterns=("/usr/lib/postgresql/*/bin",),
    ),
    programs={
        f"usr/lib/postgresql/17/bin/{name}": f"usr/lib/postgresql/17/bin/{name}"
        for name in ("postgres", "initdb", "pg_ctl")
    },
    supplied=(
        *INSTALLERS,
        "libllvm19",
        "locales",
        "perl",
        "postgresql-client-17",
        "postgresql-common",
        "ssl-cert",
        "tzdata",
    ),
    removed=(
        "usr/lib/postgresql/17/lib/bitcode",
        "usr/lib/postgresql/17/lib/llvmjit.so",
    ),  # without libllvm there is no JIT
)

CHROMIUM = Recipe(
    part="chromium",
    packages=("chromium", "fonts-dejavu-core", "fonts-wqy-microhei"),  # with letters for both languages
    program=Program(names=("chromium", "chromium-browser", "google-chrome"), arguments=("--version",), minimum=(120,)),
    programs={"usr/bin/chromium": "usr/lib/chromium/chromium"},
    loader=Loader.MACHINE,  # it starts itself again through /proc/self/exe, which would be the loader
    supplied=("libllvm19", "x11-utils", "xdg-desktop-portal-backend", "xdg-utils"),
)

RECIPES = {recipe.part: recipe for recipe in (MICROPYTHON, MICROPYTHON_32, MOSQUITTO, POSTGRESQL, CHROMIUM)}
