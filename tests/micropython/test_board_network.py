"""A board's network between it and a real server: cut, held, refused, and a board that vanishes without a word."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.micropython.board_bench import running_board


class Peer:
    """A server on loopback that collects what it hears and answers each line with its capitals."""

    def __init__(self) -> None:
        self.port = 0
        self.heard: list[bytes] = []
        self.ended: list[str] = []
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        try:
            while line := await reader.readline():
                self.heard.append(line.strip())
                writer.write(line.upper())
            self.ended.append("goodbye")
        except ConnectionError:
            self.ended.append("reset")
        finally:
            writer.close()


@asynccontextmanager
async def a_peer() -> AsyncIterator[Peer]:
    peer = Peer()
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()
        for writer in peer.writers:
            writer.close()
        await asyncio.sleep(0)


def talker(port: int) -> str:
    """Return a script that sends a numbered line every 20 ms and says what comes back."""
    return f"""
        import select, socket, time
        def dial():
            while True:
                connection = socket.socket()
                try:
                    connection.setblocking(True)
                    connection.connect(socket.getaddrinfo("127.0.0.1", {port})[0][-1])
                    connection.setblocking(False)
                    print("dialled")
                    return connection
                except OSError as error:
                    print("errno", error.errno)
                    connection.close()
                    time.sleep_ms(50)
        connection = dial()
        count = 0
        while True:
            try:
                connection.write("line %d\\n" % count)
                heard = connection.read(200)
                if heard == b"":
                    raise OSError(0)
                if heard:
                    print("heard", heard.decode().split()[-1])
            except OSError as error:
                print("lost", error.errno)
                connection.close()
                connection = dial()
            count += 1
            time.sleep_ms(20)
    """


@pytest.mark.parametrize("bits", [64, 32])
async def test_bytes_pass_both_ways(tmp_path: Path, bits: int) -> None:
    async with a_peer() as peer, running_board(tmp_path, talker(peer.port), bits=bits) as bench:
        # Several answers may come at once, and only the last of them is told.
        later = {f"heard {number}" for number in range(5, 1000)}
        await bench.until(lambda: not later.isdisjoint(bench.lines()), "an answer")
        assert peer.heard[:3] == [b"line 0", b"line 1", b"line 2"]


async def test_a_cut_network_is_silence_on_both_sides_and_breaks_only_after_it_is_back(tmp_path: Path) -> None:
    async with a_peer() as peer, running_board(tmp_path, talker(peer.port)) as bench:
        await bench.line("heard", 3)
        bench.act("cut-network")
        await asyncio.sleep(0.05)
        heard, lines = len(peer.heard), len(bench.lines())
        await asyncio.sleep(0.25)
        assert len(peer.heard) == heard
        assert bench.lines()[lines:] == []
        assert peer.ended == []
        bench.act("restore-network")
        await bench.line("lost")
        await bench.line("dialled", 2)
        await bench.until(lambda: len(peer.heard) > heard, "a line after the cut")
        assert peer.ended == ["reset"]


async def test_held_bytes_are_delivered_late_and_whole(tmp_path: Path) -> None:
    async with a_peer() as peer, running_board(tmp_path, talker(peer.port)) as bench:
        await bench.line("heard", 3)
        bench.act("hold-network")
        await asyncio.sleep(0.05)
        heard = len(peer.heard)
        await asyncio.sleep(0.25)
        assert len(peer.heard) == heard
        bench.act("release-network")
        await bench.until(lambda: len(peer.heard) > heard + 8, "what was held back")
        numbers = [int(line.split()[1]) for line in peer.heard]
        assert numbers == list(range(len(numbers)))
        assert bench.lines().count("dialled") == 1


async def test_a_delayed_network_is_late_by_that_much(tmp_path: Path) -> None:
    main = """
        import socket, time
        connection = socket.socket()
        connection.connect(socket.getaddrinfo("127.0.0.1", {port})[0][-1])
        for _ in range(4):
            start = time.ticks_ms()
            connection.write("ping\\n")
            connection.readline()
            print("round", time.ticks_diff(time.ticks_ms(), start))
            time.sleep_ms(100)
    """
    async with a_peer() as peer, running_board(tmp_path, main.format(port=peer.port)) as bench:
        first = int(await bench.line("round"))
        bench.act("delay-network", delay_ms=120)
        last = int(await bench.line("round", 4))
        assert first < 120
        assert 240 <= last < 600


async def test_a_refusing_network_breaks_and_refuses(tmp_path: Path) -> None:
    async with a_peer() as peer, running_board(tmp_path, talker(peer.port)) as bench:
        await bench.line("heard", 2)
        bench.act("refuse-network")
        assert await bench.line("lost") == "104"
        assert await bench.line("errno") == "111"
        bench.act("restore-network")
        await bench.line("dialled", 2)


async def test_a_server_that_is_not_there_refuses(tmp_path: Path) -> None:
    async with a_peer() as peer:
        port = peer.port
    async with running_board(tmp_path, talker(port)) as bench:
        assert await bench.line("errno", 2) == "111"


async def test_connecting_through_a_cut_network_hangs_until_somebody_gives_up(tmp_path: Path) -> None:
    main = """
        import select, socket, errno
        connection = socket.socket()
        connection.setblocking(False)
        try:
            connection.connect(socket.getaddrinfo("127.0.0.1", {port})[0][-1])
        except OSError as error:
            print("under way", error.errno == errno.EINPROGRESS)
        poll = select.poll()
        poll.register(connection, select.POLLOUT)
        print("connected", poll.poll(300))
    """
    async with a_peer() as peer, running_board(tmp_path, "") as bench:
        bench.act("cut-power")
        port = peer.port
    async with running_board(tmp_path, main.format(port=port), boot="import time; time.sleep_ms(150)") as bench:
        bench.act("cut-network")
        assert await bench.line("under way") == "True"
        assert await bench.line("connected") == "[]"


@pytest.mark.parametrize("how", ["kill", "cut-power"])
async def test_a_board_that_vanishes_says_no_goodbye(tmp_path: Path, how: str) -> None:
    async with a_peer() as peer, running_board(tmp_path, talker(peer.port)) as bench:
        await bench.line("heard", 3)
        bench.act(how)
        await asyncio.sleep(0.15)
        assert peer.ended == []
        bench.act("restore-power")
        await bench.line("dialled", 2)
        assert peer.ended == []
        peer.writers[0].write(b"are you there?\n")  # the board that booted anew knows nothing of this connection
        await bench.until(lambda: peer.ended == ["reset"], "the reset of the old connection")


async def test_a_board_that_closes_is_heard_to_close(tmp_path: Path) -> None:
    main = """
        import socket
        connection = socket.socket()
        connection.connect(socket.getaddrinfo("127.0.0.1", {port})[0][-1])
        connection.write("hello\\n")
        print("answer", connection.readline())
        connection.close()
    """
    async with a_peer() as peer, running_board(tmp_path, main.format(port=peer.port)) as bench:
        assert await bench.line("answer") == "b'HELLO\\n'"
        await bench.until(lambda: peer.ended == ["goodbye"], "the goodbye")
        await bench.until(lambda: bench.board.network.open_flows() == 0, "the end of the connection")


async def test_without_wifi_no_name_is_found_and_no_address_reached(tmp_path: Path) -> None:
    main = """
        import network, socket, time
        station = network.WLAN(network.STA_IF)
        station.active(True)
        print("before", station.isconnected(), station.status() == network.STAT_IDLE)
        for host in ("broker.example", "127.0.0.1"):
            try:
                connection = socket.socket()
                connection.connect(socket.getaddrinfo(host, 1883)[0][-1])
            except OSError as error:
                print("errno", error.errno)
        station.connect("home", "secret")
        while not station.isconnected():
            time.sleep_ms(5)
        print("joined", station.status() == network.STAT_GOT_IP, station.ifconfig()[0], station.status("rssi"))
    """
    async with running_board(tmp_path, main) as bench:
        assert await bench.line("before") == "False True"
        assert await bench.line("errno") == "-202"
        assert await bench.line("errno", 2) == "111"
        assert await bench.line("joined") == "True 192.168.4.2 -58"


async def test_losing_the_access_point_shows_in_the_status(tmp_path: Path) -> None:
    main = """
        import network, time
        station = network.WLAN(network.STA_IF)
        station.active(True)
        station.connect("home", "secret")
        was = None
        while True:
            now = station.status()
            if now != was:
                print("status", now)
                was = now
            time.sleep_ms(2)
    """
    async with running_board(tmp_path, main) as bench:
        await bench.line("status 1010")
        bench.act("cut-network", wifi=True)
        await bench.line("status 200")
        bench.act("restore-network")
        await bench.line("status 1010", 2)
