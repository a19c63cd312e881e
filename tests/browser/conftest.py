"""A person with a phone: a real browser, the real cloud, and a real MicroPython process behind the slot that opens."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from cloud.http.languages import languages
from tests.support.town_run import town_run
from tools.runtime import chromium
from tools.virtual_board.rig.control import Rig

OUTPUT = Path("test-output")
PHONE = {"width": 390, "height": 844}
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LOCALES = {"en": "en-GB", "zh": "zh-CN"}


class Phone:
    """A page at a phone's size, in a language and a colour scheme, that keeps what the console complains about."""

    def __init__(self, page: Page, town, scheme: str, code: str) -> None:
        self.page = page
        self.town = town
        self.name = f"{code}-{scheme}"
        self.say = languages()[code].say
        self.complaints: list[str] = []
        page.on("console", lambda said: self._complain(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._complain(str(error)))

    def _complain(self, text: str) -> None:
        self.complaints.append(text)

    def go(self, path: str) -> None:
        self.page.goto(self.town.address + path)

    def press(self, sentence: str) -> None:
        """Press the button or follow the link with these (English) words."""
        words = self.say(sentence)
        pressed = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words, exact=True))
        pressed.first.click()

    def sees(self, sentence: str, timeout_ms: int = 5_000) -> None:
        expect(self.page.locator("main")).to_contain_text(self.say(sentence), timeout=timeout_ms)

    def sign_in(self, login=None) -> None:
        self.go("/sign-in")
        if login:
            self.page.get_by_label(self.say("Email")).fill(login["email"])
            self.page.get_by_label(self.say("Password"), exact=True).fill(login["password"])
        self.page.locator("form[action='/sign-in'] button").click()
        self.page.wait_for_url(self.town.address + "/")

    def look(self, name: str) -> None:
        """Keep a picture; the page fits the screen, and axe has nothing to say about it."""
        self.page.evaluate(
            "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0))).then(() => 0)"
        )
        OUTPUT.mkdir(exist_ok=True)
        self.page.screenshot(path=OUTPUT / f"{name}-{self.name}.png")
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True, name
        found = Axe().run(self.page).response["violations"]
        told = [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
        assert told == [], f"{name}: {told}"


@pytest.fixture(scope="package")
def town(tmp_path_factory):
    with town_run(tmp_path_factory.mktemp("town") / "state") as running:
        yield running


@pytest.fixture(scope="package")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium()), args=CHROMIUM_OPTIONS)
        yield started
        started.close()


@pytest.fixture(params=[("light", "en"), ("dark", "zh")], ids=["english-light", "chinese-dark"])
def phone(browser, town, request):
    scheme, code = request.param
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, locale=LOCALES[code], reduced_motion="reduce")
    context.set_default_timeout(10_000)
    held = Phone(context.new_page(), town, scheme, code)
    yield held
    context.close()
    assert held.complaints == []


@pytest.fixture
def harbour(town):
    """The rig of the cabinet at the harbour."""
    return Rig(town.state / "boards" / "harbour" / "control.sock")
