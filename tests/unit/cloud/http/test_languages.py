"""Which language a request is answered in, and that each has every sentence."""

import re

import pytest

from cloud.http.languages import languages, preferred
from cloud.services.money.views import Money
from cloud.web.frame.formats import Formats
from tests.support.sentences import all_sentences

OTHERS = [language for code, language in languages().items() if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_every_sentence_of_pages_and_problems_is_translated(language):
    missing = {text: place for text, place in all_sentences().items() if not language.sentences.get(text)}
    assert missing == {}


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_nothing_is_translated_that_nobody_says(language):
    assert set(language.sentences) - set(all_sentences()) == set()


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_translations_have_the_placeholders_of_their_source(language):
    for text, translated in language.sentences.items():
        assert sorted(PLACEHOLDER.findall(translated)) == sorted(PLACEHOLDER.findall(text)), text


def test_sentences_come_from_templates_sources_and_problems():
    found = all_sentences()
    assert {"Rent a power bank", "See what is nearby", "The cabinet is offline"} <= set(found)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.8, zh;q=0.9", "zh"),
        ("zh;q=0, en;q=0.1", "en"),
        ("fr, de;q=0.9", "en"),
        ("zh;q=x", "en"),
        ("*", "en"),
        (";;;,,,=;q", "en"),
        ("ZH-hant", "zh"),
    ],
)
def test_the_language_that_a_browser_likes_best_of_ours(header, code):
    assert preferred(header) == code


def test_money_and_distances_are_written_as_the_language_does():
    english, chinese = (Formats(languages()[code]) for code in ("en", "zh"))
    assert english.money(Money(-1234, "EUR")) == "-€12.34"
    assert english.money(Money(500, "JPY")) == "¥500"
    assert chinese.money(Money(1234, "CNY")) == "¥12.34"
    assert english.distance(338) == "340 m"
    assert english.distance(12_345) == "12.3 km"
    assert "公里" in chinese.distance(12_345)
    assert english.duration(1) == "1 min"
    assert english.duration(25 * 3_600_000) == "1 day 1 hr"
    assert english.clock(3_723_000) == "1:02:03"


async def test_a_problem_of_the_api_is_told_in_the_persons_language(aiohttp_client):
    from aiohttp import web

    from cloud.api.frame.serving import problem_documents

    client = await aiohttp_client(web.Application(middlewares=[problem_documents]))
    answer = await client.get("/api/v1/nothing", headers={"Accept-Language": "zh-CN"})
    document = await answer.json(content_type=None)
    assert document["title"] == "这里没有您要找的内容"
    assert answer.headers["Content-Language"] == "zh-Hans"
