"""Forms that no page of ours sent: from another site, without the token, with odd fields. Refused on every row."""

import pytest

from cloud.http.problems import CrossSite
from cloud.http.routes import SAFE_METHODS, Access
from cloud.http.tokens import SESSION_COOKIE, csrf_token
from cloud.web.table import PAGES
from tests.support import access_matrix
from tests.support.access_matrix import Role, fill, missing, named_objects, names
from tests.support.examples import example
from tests.unit.cloud.api.conftest import PASSWORD
from tests.unit.cloud.api.town import form, row, seen

UNSAFE = [page for page in PAGES if page.method not in SAFE_METHODS]
ODD = (
    "",
    "nul \x00",
    "line\nend",
    "x" * 5000,
    "-1",
    "1.5",
    "1e3",
    "9" * 40,
    "NaN",
    "true",
    "\u202e",
    "%00",
    "<script>",
    "٣",
)
NOT_IDS = (
    "%2f",
    "..%2f..",
    "%00",
    "a%00b",
    "%ff%fe",
    "%zz",
    "9" * 500,
    "a" * 7000,
    "%0d%0aSet-Cookie:%20a=b",
    "%F0%9F%94%8B",
    "{}",
)
KEPT_NOWHERE = ("password", "next")
NOT_THEIRS = {"role": "operator", "price": "0", "account_id": "x", "actor_id": "x", "fee_minor": "0", "id": "x"}


async def operator(api):
    """Return a token of somebody who may open every page."""
    side = await access_matrix.make_side(api)
    return side, await access_matrix.session(api, side.accounts[Role.OPERATOR])


async def send(api, page, fields, headers):
    """Send a form; returns status, headers and body."""
    api.client.session.cookie_jar.clear()
    content = form(fields, {})
    path = fill(page.path, missing())
    sent = headers | content.pop("headers")
    async with api.client.request(page.method, path, headers=sent, allow_redirects=False, **content) as answer:
        return answer.status, answer.headers, await answer.read()


async def test_no_form_is_taken_for_a_cookie_without_its_token_or_from_another_origin(api):
    _, token = await operator(api)
    _, other = await operator(api)
    right = {"csrf": csrf_token(token)}
    attempts = {
        "no token": ({}, {}),
        "an empty token": ({"csrf": ""}, {}),
        "the token of another session": ({"csrf": csrf_token(other)}, {}),
        "the session itself for a token": ({"csrf": token}, {}),
        "another origin": (right, {"Origin": "https://evil.example"}),
        "an origin that says nothing": (right, {"Origin": "null"}),
    }
    taken = []
    for page in UNSAFE:
        for name, (fields, headers) in attempts.items():
            whole = {**(example(page.body, missing()) or {}), **fields}
            if page.access is Access.ANYONE and "Origin" not in headers:
                continue  # signing in acts for no session: there the origin alone tells
            status, _, body = await send(api, page, whole, {"Cookie": f"{SESSION_COOKIE}={token}"} | headers)
            if status != 403 or CrossSite.title not in body.decode():
                taken.append((row(page), name, status))
    assert taken == []


async def test_every_form_is_taken_from_our_own_page(api):
    own = f"http://{api.client.host}:{api.client.port}"
    side, _ = await operator(api)
    for page in UNSAFE:
        token = await access_matrix.session(api, side.accounts[Role.OPERATOR])
        whole = {**(example(page.body, missing()) or {}), "csrf": csrf_token(token)}
        status, _, body = await send(api, page, whole, {"Cookie": f"{SESSION_COOKIE}={token}", "Origin": own})
        assert CrossSite.title not in body.decode(), row(page)
        assert status < 500


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://"])
async def test_another_site_signs_nobody_in_or_up(api, origin):
    await api.sign_up("mallory@example.org")
    fields = {"email": "mallory@example.org", "password": PASSWORD, "name": "Mallory"}
    for path, sent in (("/sign-in", fields | {"name": None}), ("/sign-up", fields | {"email": "new@example.org"})):
        content = form({name: value for name, value in sent.items() if value is not None}, {})
        headers = content.pop("headers") | {"Origin": origin}
        answer = await api.client.post(path, headers=headers, allow_redirects=False, **content)
        assert answer.status == 403
        assert "Set-Cookie" not in answer.headers
    body = {"email": "new@example.org", "password": PASSWORD}
    assert (await api.client.post("/api/v1/sessions", json=body)).status == 401


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=x"])
async def test_a_form_of_another_kind_signs_nobody_in(api, kind):
    await api.sign_up("ada@example.org")
    data = f"email=ada@example.org&password={PASSWORD}".encode()
    answer = await api.client.post("/sign-in", data=data, headers={"Content-Type": kind}, allow_redirects=False)
    assert answer.status == 415
    assert "Set-Cookie" not in answer.headers


async def test_odd_fields_are_refused_or_taken_and_never_an_error(api):
    _, token = await operator(api)
    cookie, wrong = {"Cookie": f"{SESSION_COOKIE}={token}"}, []
    for page in (page for page in UNSAFE if page.body.__struct_fields__):
        right = {**example(page.body, missing()), "csrf": csrf_token(token)}
        for name in page.body.__struct_fields__:
            for odd in ODD:
                status, _, body = await send(api, page, {**right, name: odd}, cookie)
                kept = "\x00" in odd and status < 400 and name not in KEPT_NOWHERE  # no database of ours takes a NUL
                if status >= 500 or kept:
                    wrong.append((row(page), name, odd[:20], status, body[:200]))
        for name, value in NOT_THEIRS.items():
            status, _, body = await send(api, page, {**right, name: value}, cookie)
            if status != 422:
                wrong.append((row(page), name, status, body[:200]))
    assert wrong == []


async def test_odd_paths_are_refused_and_never_an_error(api):
    side, token = await operator(api)
    cookie, wrong = {"Cookie": f"{SESSION_COOKIE}={token}"}, []
    for page in (page for page in PAGES if names(page.path) and page.method in SAFE_METHODS):
        role = Role.OPERATOR if page.access is Access.OPERATOR else Role.MEMBER
        for name in names(page.path):
            for odd in NOT_IDS:
                path = fill(page.path.replace(f"{{{name}}}", odd.replace("{}", "%7B")), side.objects_of(role))
                async with api.client.get(access_matrix.raw(path), headers=cookie, allow_redirects=False) as answer:
                    fine = 400 <= answer.status < 500 if name in named_objects(page.path) else answer.status < 500
                    if not fine or "Set-Cookie" in answer.headers:
                        wrong.append((row(page), odd[:20], answer.status))
    assert wrong == []


@pytest.mark.parametrize(
    "goes_to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\tx", "\x00"]
)
async def test_signing_in_leads_to_no_other_site(api, goes_to):
    await api.sign_up("ada@example.org")
    api.client.session.cookie_jar.clear()
    content = form({"email": "ada@example.org", "password": PASSWORD, "next": goes_to}, {})
    answer = await api.client.post("/sign-in", headers=content.pop("headers"), allow_redirects=False, **content)
    assert (answer.status, answer.headers["Location"]) == (303, "/")


async def test_a_page_that_needs_a_session_leads_to_sign_in_and_shows_nothing(api):
    for page in (page for page in PAGES if page.access is not Access.ANYONE):
        path = fill(page.path, missing())
        async with api.client.request(page.method, path, allow_redirects=False) as answer:
            assert seen((answer.status, answer.headers, await answer.read())) is access_matrix.Fate.SIGN_IN_FIRST, row(
                page
            )
