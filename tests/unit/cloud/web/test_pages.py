import re

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from cloud.web.pages import DemoLogin, page_routes

PROBLEMS = [("no-bank", "No power bank is available", 409)]


@pytest.fixture
async def client(request):
    application = web.Application()
    application.add_routes(page_routes(getattr(request, "param", None), PROBLEMS))
    async with TestClient(TestServer(application)) as client:
        yield client


async def test_the_page_lets_nothing_from_elsewhere_in(client):
    answer = await client.get("/")
    page = await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", page)


async def test_assets_named_on_the_page_are_there_and_may_be_kept(client):
    page = await (await client.get("/")).text()
    assets = set(re.findall(r'"(/assets/[^"]+)"', page))
    assert len(assets) == 3
    for asset in assets:
        answer = await client.get(asset)
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]


async def test_without_demo_mode_no_login_is_shown(client):
    page = await (await client.get("/")).text()
    assert "demo" not in page.lower()
    assert ' value="' not in page


@pytest.mark.parametrize("client", [DemoLogin("demo@wattlend.example", 'pass"word<')], indirect=True)
async def test_in_demo_mode_the_login_is_filled_in_and_escaped(client):
    page = await (await client.get("/")).text()
    assert 'value="demo@wattlend.example"' in page
    assert 'value="pass&#34;word&lt;"' in page


async def test_a_problem_type_leads_to_its_explanation(client):
    page = await (await client.get("/problems/no-bank")).text()
    assert 'id="no-bank"' in page


async def test_every_field_has_a_label(client):
    page = await (await client.get("/")).text()
    fields = re.findall(r'<input id="([^"]+)"', page)
    assert fields
    for field in fields:
        assert f'<label for="{field}">' in page
