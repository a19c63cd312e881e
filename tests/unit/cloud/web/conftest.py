import re

import pytest

from cloud.http.tokens import csrf_token
from tests.unit.cloud.api.conftest import PASSWORD, api

__all__ = ["api"]

EMAIL = "person@example.org"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Browser:
    """A browser without scripts: keeps cookies, follows nothing by itself, sends the forms that it is shown."""

    def __init__(self, api):
        self.api = api
        self.client = api.client

    async def get(self, path, **headers):
        return await self.client.get(path, allow_redirects=False, headers={"Accept": "text/html", **headers})

    async def page(self, path, **headers):
        answer = await self.get(path, **headers)
        text = await answer.text()
        assert answer.status == 200, text
        return text

    async def post(self, path, fields, **headers):
        return await self.client.post(
            path, data=fields, allow_redirects=False, headers={"Accept": "text/html", **headers}
        )

    async def send(self, page, action, **fields):
        """Send the form of `page` that goes to `action`, with what it holds and `fields`."""
        form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
        assert form, page
        held = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1]))
        return await self.post(action, {**held, **fields})

    async def sign_up(self):
        page = await self.page("/sign-up")
        answer = await self.send(page, "/sign-up", name="Person", email=EMAIL, password=PASSWORD)
        assert answer.status == 303, await answer.text()

    @property
    def csrf(self):
        cookies = {cookie.key: cookie.value for cookie in self.client.session.cookie_jar}
        return csrf_token(cookies["wattlend_session"])


@pytest.fixture
def browser(api):
    return Browser(api)
