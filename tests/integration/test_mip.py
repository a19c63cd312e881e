"""The firmware as a mip package: a bare board becomes a cabinet by `mpremote mip install` from a loopback index."""

import functools
import http.server
import json
import threading
from pathlib import Path

from tests.support.flashing import SETTINGS
from tests.support.serial_board import mpremote, serial_board
from tools.wattlend import cli


def test_mip_installs_the_firmware_and_it_starts(tmp_path: Path) -> None:
    package = tmp_path / "package"
    assert cli.main(["mip", "--output", str(package)]) == 0
    listed = json.loads((package / "package.json").read_text())["urls"]
    assert [path for path, _ in listed][-3:] == ["selection.mpy", "main.py", "boot.py"]
    (tmp_path / "configuration.json").write_text(json.dumps(SETTINGS))

    serve = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(package))
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as index,
        serial_board(tmp_path, bits=32, files={"/configuration.json": "configuration.json"}) as board,
    ):
        threading.Thread(target=index.serve_forever, daemon=True).start()
        board.wait_for_prompt()
        url = f"http://127.0.0.1:{index.server_port}/package.json"
        done = mpremote(board.port(), "mip", "install", "--target", "/", url)
        index.shutdown()
        assert done.returncode == 0, done.stdout
        board.act("reset")
        board.wait_for_line("ready: firmware")
