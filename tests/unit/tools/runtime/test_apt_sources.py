"""The machine's apt sources, in both formats, turned into sources of a wanted release."""

from tools.runtime.sources.apt_sources import (
    Source,
    parse_deb822,
    parse_one_line,
    read_machine_sources,
    sources_for,
    write_deb822,
)

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def debian(suite: str, signed_by: str = "", *components: str) -> Source:
    return Source(("http://mirror.example/debian",), (suite,), components or ("main",), signed_by)


def test_one_line_with_options_and_comment_is_read():
    text = f"deb [arch=amd64 signed-by={KEYRING} trusted=yes] http://m.example/debian bookworm main contrib # ours\n"
    assert parse_one_line(text) == [Source(("http://m.example/debian",), ("bookworm",), ("main", "contrib"), KEYRING)]


def test_one_line_comments_and_source_packages_are_passed_over():
    assert parse_one_line("# deb http://a bookworm main\ndeb-src http://b bookworm main\n\n") == []


def test_tabs_between_words_are_blanks():
    assert parse_one_line("deb\thttp://m.example/debian\tbookworm\tmain")[0].suites == ("bookworm",)


def test_paragraphs_are_read_each_with_its_own_fields():
    text = f"""Types: deb deb-src
# a remark
URIs: http://a.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: {KEYRING}

types: deb
uris: http://b.example/debian-security
suites: bookworm-security
components: main
"""
    assert parse_deb822(text) == [
        Source(("http://a.example/debian",), ("bookworm", "bookworm-updates"), ("main",), KEYRING),
        Source(("http://b.example/debian-security",), ("bookworm-security",), ("main",)),
    ]


def test_a_key_within_the_paragraph_survives_to_what_apt_reads():
    key = "\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDMEY865UxYJ\n -----END PGP PUBLIC KEY BLOCK-----"
    text = f"Types: deb\nURIs: http://a.example/debian\nSuites: bookworm\nComponents: main\nSigned-By:{key}\n"
    (source,) = parse_deb822(text)
    assert parse_deb822(write_deb822([source])) == [source]
    assert "\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDMEY865UxYJ\n" in write_deb822([source])


def test_disabled_paragraphs_are_passed_over():
    text = "Enabled: no\nTypes: deb\nURIs: http://a.example\nSuites: bookworm\nComponents: main\n"
    assert parse_deb822(text) == []


def test_only_files_that_apt_reads_are_read(tmp_path):
    parts = tmp_path / "sources.list.d"
    parts.mkdir()
    (tmp_path / "sources.list").write_text("deb http://one.example/debian bookworm main\n")
    (parts / "two.list").write_text("deb http://two.example/debian bookworm main\n")
    (parts / "three.sources").write_text("Types: deb\nURIs: http://three.example\nSuites: bookworm\nComponents: main\n")
    (parts / "four.list.save").write_text("deb http://four.example/debian bookworm main\n")
    (parts / "fi ve.list").write_text("deb http://five.example/debian bookworm main\n")
    uris = {source.uris[0] for source in read_machine_sources(tmp_path)}
    assert uris == {"http://one.example/debian", "http://two.example/debian", "http://three.example"}


def test_a_machine_without_sources_has_none(tmp_path):
    assert read_machine_sources(tmp_path) == []


def test_every_pocket_of_the_own_release_becomes_one_of_the_wanted():
    sources = [debian("bookworm"), debian("bookworm-updates"), debian("bookworm-security"), debian("stable")]
    suites = [source.suites for source in sources_for(sources, "bookworm", "trixie")]
    assert suites == [("trixie",), ("trixie-updates",), ("trixie-security",), ("trixie",)]


def test_backports_and_other_suites_are_left_out():
    sources = [debian("bookworm-backports"), debian("nodistro"), debian("bookworm-pgdg"), debian("bullseye")]
    assert sources_for(sources, "bookworm", "trixie") == []


def test_components_of_others_and_removable_media_are_left_out():
    disc = Source(("cdrom:[Debian]/",), ("bookworm",), ("main",))
    assert sources_for([debian("bookworm", "", "stable"), disc], "bookworm", "trixie") == []


def test_an_archive_with_anothers_keyring_is_left_out():
    own, other = debian("bookworm", KEYRING), debian("bookworm", "/etc/apt/keyrings/vendor.gpg")
    assert sources_for([other, own], "bookworm", "trixie") == [debian("trixie", KEYRING)]


def test_a_mirror_that_signs_for_itself_is_taken_where_it_is_all_there_is():
    mirror = debian("bookworm", "/etc/apt/keyrings/company.gpg")
    assert sources_for([mirror], "bookworm", "trixie") == [debian("trixie", "/etc/apt/keyrings/company.gpg")]


def test_what_would_loosen_the_check_of_signatures_is_not_carried_over():
    (source,) = parse_one_line("deb [trusted=yes allow-insecure=yes] http://m.example/debian bookworm main")
    assert "rusted" not in write_deb822([source])
    assert "nsecure" not in write_deb822([source])
