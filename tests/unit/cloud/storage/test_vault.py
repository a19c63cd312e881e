import pytest

from cloud.services.ports.world import VaultError
from cloud.storage.vault import MasterKeyVault

KEY = bytes(range(32))


def test_what_was_sealed_is_opened() -> None:
    vault = MasterKeyVault(KEY)
    assert vault.open(vault.seal(b"secret", "row 1"), "row 1") == b"secret"


def test_the_same_secret_is_never_sealed_to_the_same_bytes() -> None:
    vault = MasterKeyVault(KEY)
    assert len({vault.seal(b"secret", "row 1") for _ in range(50)}) == 50


def test_rows_cannot_be_exchanged() -> None:
    vault = MasterKeyVault(KEY)
    with pytest.raises(VaultError, match="row 2"):
        vault.open(vault.seal(b"secret", "row 1"), "row 2")


def test_another_master_key_opens_nothing() -> None:
    with pytest.raises(VaultError):
        MasterKeyVault(bytes(32)).open(MasterKeyVault(KEY).seal(b"secret", "row 1"), "row 1")


@pytest.mark.parametrize("length", [0, 5, 12, 27, 33])
def test_a_changed_or_cut_row_is_noticed(length: int) -> None:
    vault = MasterKeyVault(KEY)
    sealed = vault.seal(b"secret", "row 1")
    with pytest.raises(VaultError):
        vault.open(sealed[:length], "row 1")
    with pytest.raises(VaultError):
        vault.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "row 1")


def test_a_master_key_has_32_bytes() -> None:
    with pytest.raises(VaultError, match="32 bytes"):
        MasterKeyVault(b"short")
