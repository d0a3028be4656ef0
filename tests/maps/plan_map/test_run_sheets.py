"""What comes out of the printer, in a real browser."""

import pytest

pytestmark = pytest.mark.browser


def test_print_is_a_sheet_for_each_worker(day, open_page):
    tab = open_page(day.html())
    tab.page.emulate_media(media="print")
    tab.page.wait_for_timeout(100)
    assert not tab.page.locator(".app").is_visible()
    sheets = tab.page.locator(".sheet")
    assert sheets.count() == 3
    assert "没有会助浴的护理员有空" in sheets.nth(0).inner_text()
    rows = sheets.nth(1).locator("tbody tr")
    assert rows.count() == 3
    cells = rows.nth(1).locator("td").all_inner_texts()
    assert cells == [
        "2",
        "09:25",
        "10:00–10:20",
        "v2",
        "C-home2",
        "助浴",
        "10:00–11:00，14:00–15:00",
        "5 分钟 · 400 米",
    ]
    assert "晚 10 分钟" in rows.nth(2).inner_text()
    pages = tab.page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n")
    assert pages == 3


def test_print_of_an_isolated_route_is_that_worker_alone(day, open_page):
    tab = open_page(day.html())
    tab.worker("W2").click()
    tab.page.emulate_media(media="print")
    tab.page.wait_for_timeout(100)
    assert tab.page.locator(".sheet h2").all_inner_texts() == ["W2"]
