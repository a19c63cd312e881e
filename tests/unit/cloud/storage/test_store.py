import asyncio
import logging

import pytest

from cloud.services.ports.notes import Note
from cloud.services.ports.store import StorageError, StoreClosed
from cloud.storage.opening import connect, open_inline, open_store
from tests.support.traces import has_row, leave, leave_then, traces


async def test_writers_that_wait_together_are_committed_together(database_url: str) -> None:
    store = await open_store(database_url)
    batches: list[int] = []
    store.listen(lambda notes: batches.append(len(notes)))
    assert await asyncio.gather(*(store.write(leave(f"{number:03}")) for number in range(100))) == [
        f"{number:03}" for number in range(100)
    ]
    assert sum(batches) == 100
    assert len(batches) < 10
    await store.close()


async def test_replies_and_notes_come_after_the_commit(database_url: str) -> None:
    store = await open_store(database_url)
    other = await open_store(database_url)
    heard: list[Note] = []
    store.listen(heard.extend)
    await store.write(leave("a"))
    assert await other.read(traces) == ["a"]
    await asyncio.sleep(0)
    assert [note.name for note in heard] == ["a"]  # type: ignore[union-attr]
    await store.close()
    await other.close()


async def test_a_failing_caller_hears_it_and_the_others_do_not(database_url: str) -> None:
    store = await open_store(database_url)
    works = [leave("a"), leave_then("b", ValueError("mine")), leave("c")]
    answers = await asyncio.gather(*(store.write(work) for work in works), return_exceptions=True)
    assert answers[0] == "a"
    assert isinstance(answers[1], ValueError)
    assert answers[2] == "c"
    assert await store.read(traces) == ["a", "c"]
    await store.close()


async def test_a_caller_that_gave_up_does_not_disturb_the_others(tmp_path) -> None:  # type: ignore[no-untyped-def]
    store = await open_store(f"sqlite:///{tmp_path}/cloud.db")
    impatient = asyncio.ensure_future(store.write(leave("a")))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await store.write(leave("b")) == "b"
    assert await store.read(traces) == ["a", "b"]
    await store.close()


async def test_a_listener_that_fails_is_logged_and_holds_up_nobody(tmp_path, caplog) -> None:  # type: ignore[no-untyped-def]
    store = await open_store(f"sqlite:///{tmp_path}/cloud.db")
    heard: list[Note] = []

    def broken(_: object) -> None:
        raise RuntimeError("broken listener")

    store.listen(broken)
    store.listen(heard.extend)
    with caplog.at_level(logging.ERROR):
        await store.write(leave("a"))
        await store.write(leave("b"))
    assert "broken listener" in caplog.text
    assert heard
    await store.close()


async def test_closing_writes_what_is_queued_and_refuses_what_comes_later(tmp_path) -> None:  # type: ignore[no-untyped-def]
    store = await open_store(f"sqlite:///{tmp_path}/cloud.db")
    queued = [asyncio.ensure_future(store.write(leave(f"{number:03}"))) for number in range(600)]
    await asyncio.sleep(0)
    await store.close()
    assert len([await each for each in queued]) == 600
    with pytest.raises(StoreClosed):
        await store.write(leave("late"))
    again = await open_store(f"sqlite:///{tmp_path}/cloud.db")
    assert await again.read(has_row("599"))
    await again.close()


def test_an_inline_store_answers_at_once_and_tells_before_it_returns() -> None:
    store = open_inline()
    heard: list[Note] = []
    store.listen(heard.extend)
    assert store.write(leave("a")) == "a"
    assert [note.name for note in heard] == ["a"]  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="no"):
        store.write(leave_then("b", ValueError("no")))
    assert (store.read(traces), len(heard)) == (["a"], 1)
    store.close()


@pytest.mark.parametrize(
    "url", ["", "mysql://x", "sqlite://", "sqlite:///", "cloud.db", "postgresql://127.0.0.1:1/none"]
)
def test_a_url_that_leads_nowhere_is_named(url: str) -> None:
    with pytest.raises(StorageError, match=r"URL|connect"):
        connect(url)


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(StorageError, match="cannot open the database"):
        connect("sqlite:///no/such/folder/cloud.db")


def test_a_file_that_is_no_database_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "cloud.db").write_bytes(b"this is not a database, it is a letter to somebody" * 100)
    with pytest.raises(StorageError, match="cannot open the database"):
        connect(f"sqlite:///{tmp_path}/cloud.db")
