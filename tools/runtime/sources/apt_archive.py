"""A private apt beside the machine's: fetches packages with all that they depend on, signatures checked, without root.

Owns a folder of apt's state of its own. Reads the machine's sources, keyrings, proxies and credentials, and changes
nothing of the machine's. Unpacks nothing.
"""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tools.runtime.errors import ClosedWayError
from tools.runtime.progress import is_terminal
from tools.runtime.sources.apt_sources import read_machine_sources, sources_for, write_deb822

DEBIAN_RELEASE = "trixie"  # has MicroPython 1.25 and Mosquitto 2.0.21
MACHINE_STATUS = Path("/var/lib/dpkg/status")
SUPPLIED_VERSION = "99:1"  # newer than any version that a dependency asks for
LONGEST_CAUSE = 600
NEEDED_TOOLS = ("apt-get", "apt-cache", "apt-config", "dpkg", "dpkg-deb")


class AptArchive:
    """The distribution's packages as one architecture sees them.

    With `on_machine` it stands on what is installed: the machine's own release, and only what the machine lacks is
    fetched. Without, it stands on nothing: everything down to the C library is fetched.
    """

    def __init__(self, folder: Path, architecture: str = "", on_machine: bool = False) -> None:
        self._require_tools()
        self._folder = folder
        self._architecture = architecture or _output("dpkg", "--print-architecture").strip()
        self._on_machine = on_machine
        self._updated = False
        self.update_fault = ""

    def update(self) -> str:
        """Fetch the lists of packages, once for this object; return what went wrong, empty the second time.

        A list that cannot be fetched or is not signed is left out: one of several archives may be down. What is needed and
        not in the others is then missing as a candidate.
        """
        if self._updated:
            return ""
        self._write_configuration()
        self.update_fault = told_causes(self._start("apt-get", "update").stderr)
        self._updated = True
        return self.update_fault

    def candidate(self, package: str) -> str:
        """Return the version that would be fetched, empty where the archive does not have the package."""
        policy = self._run("apt-cache", "policy", package)
        found = re.search(r"Candidate: (\S+)", policy)
        return found.group(1) if found and found.group(1) != "(none)" else ""

    def download(self, packages: Iterable[str], supplied: Iterable[str], into: Path) -> list[Path]:
        """Fetch packages with their dependencies, `supplied` taken as present; return the package files."""
        (into / "partial").mkdir(parents=True, exist_ok=True)
        self._write_status(supplied)
        self._run(
            "apt-get",
            "-y",
            "--download-only",
            "--no-install-recommends",
            "-o",
            f"Dir::Cache::archives={into}",
            "install",
            *packages,
        )
        return sorted(into.glob("*.deb"))

    def _write_configuration(self) -> None:
        for name in ("lists/partial", "sources.list.d", "nothing"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        (self._folder / "sources.list.d" / "wattlend.sources").write_text(self._sources())
        machine = _output("apt-config", "dump", "Acquire")  # proxies, time-outs, certificates
        (self._folder / "apt.conf").write_text(machine + self._settings())
        self._write_status(())

    def _sources(self) -> str:
        distribution, release = _release()
        wanted = release if self._on_machine or distribution != "debian" else DEBIAN_RELEASE
        sources = sources_for(read_machine_sources(), release, wanted)
        if not sources:
            raise ClosedWayError(f"apt's sources on this machine name no archive of its own release ({release})")
        return write_deb822(sources)

    def _settings(self) -> str:
        own, nothing = self._folder, self._folder / "nothing"
        return f"""
Dir::State "{own}";
Dir::State::lists "{own}/lists";
Dir::State::status "{own}/status";
Dir::Cache "{own}";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Log "{own}";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "{nothing}";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "{nothing}";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "{own}/sources.list.d";
APT::Architecture "{self._architecture}";
APT::Architectures {{ "{self._architecture}"; }};
APT::Get::AllowUnauthenticated "false";
APT::Sandbox::User "root";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
Acquire::Languages "none";
Acquire::GzipIndexes "true";
"""

    def _write_status(self, supplied: Iterable[str]) -> None:
        installed = MACHINE_STATUS.read_text(errors="replace") if self._on_machine else ""
        extra = "\n".join(
            f"Package: {name}\nStatus: install ok installed\nVersion: {SUPPLIED_VERSION}\nArchitecture: all\n"
            f"Maintainer: nobody\nDescription: done without\n"
            for name in supplied
            if f"Package: {name}\n" not in installed
        )
        (self._folder / "status").write_text(f"{installed.rstrip()}\n\n{extra}".lstrip())

    def _run(self, *command: str) -> str:
        answer = self._start(*command)
        if answer.returncode:
            raise ClosedWayError(told_causes(answer.stderr) or f"`{command[0]}` ended with code {answer.returncode}")
        return answer.stdout or ""

    def _start(self, *command: str) -> subprocess.CompletedProcess[str]:
        to_terminal = command[0] == "apt-get" and is_terminal()
        return subprocess.run(
            command,
            env={**os.environ, "APT_CONFIG": str(self._folder / "apt.conf"), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=None if to_terminal else subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    def _require_tools(self) -> None:
        lacking = [tool for tool in NEEDED_TOOLS if not shutil.which(tool)]
        if lacking:
            raise ClosedWayError(
                f"this machine has no {', '.join(lacking)}, so nothing can come from Debian's packages"
            )


def _release() -> tuple[str, str]:
    known = platform.freedesktop_os_release()
    return known.get("ID", ""), known.get("UBUNTU_CODENAME") or known.get("VERSION_CODENAME", "")


def _output(*command: str) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def told_causes(errors: str) -> str:
    """Return what apt complained of as one line, empty where it did not."""
    lines = (line.partition(":") for line in errors.splitlines())
    told = [text.strip() for level, _, text in lines if level in ("E", "W") and "index files failed" not in text]
    return "; ".join(dict.fromkeys(told))[:LONGEST_CAUSE]
