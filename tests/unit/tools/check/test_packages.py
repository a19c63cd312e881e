"""Every folder of modules is a package, or import directions would not be checked in it."""

from tools.check.packages import check


def test_folder_without_init_is_found(tmp_path):
    (tmp_path / "cloud" / "domain").mkdir(parents=True)
    (tmp_path / "cloud" / "__init__.py").touch()
    (tmp_path / "cloud" / "domain" / "orders.py").touch()
    (finding,) = check(tmp_path)
    assert finding.path == "cloud/domain"


def test_packages_are_fine(tmp_path):
    (tmp_path / "cloud").mkdir()
    (tmp_path / "cloud" / "__init__.py").touch()
    assert list(check(tmp_path)) == []
