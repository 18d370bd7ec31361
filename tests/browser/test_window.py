"""The browser itself: it reaches the live server and sees what the database holds."""


def test_chromium_reaches_the_live_server(open_window):
    page = open_window().open("/healthz")
    assert page.inner_text("body").strip() == "ok"


def test_the_live_server_reads_the_tests_database(open_window):
    page = open_window(width="phone", language="en").open("/readyz")
    assert '"database": true' in page.inner_text("body")
