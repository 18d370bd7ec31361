"""One person's browser window on the live server."""

from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Response

OUTPUT = Path(__file__).resolve().parents[2] / "test-output"
SIZES = {"desktop": (1440, 900), "laptop": (1366, 768), "phone": (390, 844)}


class Window:
    """``page`` is Playwright's; ``problems`` what the browser complained about: script
    errors, violations of the content policy, answers of 500 and more."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        *,
        width: str = "desktop",
        language: str = "zh-CN",
        user=None,
        javascript: bool = True,
    ) -> None:
        wide, high = SIZES[width]
        is_phone = width == "phone"
        self.address = address
        self.label = f"{width}-{language[:2]}"
        self.problems: list[str] = []
        self.context = browser.new_context(
            viewport={"width": wide, "height": high},
            device_scale_factor=2 if is_phone else 1,
            is_mobile=is_phone,
            has_touch=is_phone,
            locale=language,
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
            java_script_enabled=javascript,
        )
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("response", self._look)
        if user is not None:
            self.sign_in(user)

    def open(self, path: str = "/") -> Page:
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, user) -> None:
        """By a session of the server's; the sign-in page has tests of its own."""
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": self.address}]
        )

    def shot(self, name: str, *, whole: bool = True) -> Path:
        """A picture in ``test-output/``, which git ignores."""
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"{name}-{self.label}.png"
        self.page.screenshot(path=path, full_page=whole)
        return path

    def scrolls_sideways(self) -> bool:
        return self.page.evaluate(
            "document.documentElement.scrollWidth > window.innerWidth"
        )

    def close(self) -> None:
        self.context.close()

    def _hear(self, message) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.problems.append(message.text)

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} {response.url}")
