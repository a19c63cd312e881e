"""Starts a Mosquitto by its configuration and tells when it answers."""

import socket
import subprocess
import time

from tools.children import die_with_parent
from tools.errors import ToolError
from tools.runtime import mosquitto
from tools.serve.broker.configuration import BrokerFiles, Listener

OPEN_TIMEOUT_S = 10.0


def start_broker(files: BrokerFiles) -> "subprocess.Popen[bytes]":
    """Start the broker; it ends with this process, however that ends."""
    return subprocess.Popen(
        [str(mosquitto()), "-c", str(files.configuration)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches us alone, and we end the parts in order
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - one system call, safe between fork and exec
    )


def wait_until_open(process: "subprocess.Popen[bytes]", files: BrokerFiles, listener: Listener) -> None:
    """Return when the broker accepts connections; raise ToolError when it ended or does not in time."""
    deadline = time.monotonic() + OPEN_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ToolError(
                f"the broker ended with code {process.returncode}: {_last_words(files)}", f"see {files.log}"
            )
        try:
            socket.create_connection((listener.host, listener.port), 1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise ToolError(f"the broker does not answer on port {listener.port}", f"see {files.log}")


def _last_words(files: BrokerFiles) -> str:
    lines = files.log.read_text(errors="replace").splitlines() if files.log.exists() else []
    return lines[-1] if lines else "it said nothing"
