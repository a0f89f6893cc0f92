"""The page of all cases: it holds its data whatever that is, fetches nothing, and works."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from h2craft.check.page import page
from h2craft.check.result import document

HOSTILE = "</script><!-- <script>alert(1)</script> \u2028 & \\u003c"


def documents(result: Any, count: int = 1, **more: Any) -> list[dict[str, Any]]:
    results = [result(**more), result(id="9113/6.1/data-stream-0", group="B")]
    client = {"words": ["curl", "{url}"], "name": "curl", "version": "curl 7.88.1"}
    one = document(results, version="1", client=client, date="2026-11-22T10:00:00Z")
    return [{**one, "client": {**client, "name": f"curl-{number}"}} for number in range(count)]


def embedded(text: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_it_holds_what_it_was_given_whatever_that_is(result: Any) -> None:
    given = documents(result, reason=HOSTILE)
    text = page(given)
    assert embedded(text) == json.loads(json.dumps(given))
    assert text.count("</script>") == 2 and "alert(1)</script>" not in text


def test_it_fetches_nothing(result: Any) -> None:
    text = page(documents(result, 3))
    assert re.findall(r"""(?:src|href)=|url\(|@import|https?://""", text) == []


@pytest.mark.clients
@pytest.mark.parametrize("count", [1, 8])
def test_a_browser_shows_every_case_and_what_is_behind_it(
    result: Any, tmp_path: Path, count: int
) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    file = tmp_path / "page.html"
    script = (
        'document.querySelector("td.cell").click();'
        'document.body.dataset.fetched = performance.getEntriesByType("resource").length;'
    )
    text = page(documents(result, count, reason=HOSTILE))
    file.write_text(text.replace("</html>", f"<script>{script}</script></html>"), "utf-8")
    how = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [chromium, *how, "--dump-dom", file.as_uri()], capture_output=True, timeout=50, check=True
    )
    shown = done.stdout.decode()
    table = shown[shown.index("<tbody") : shown.index("</tbody>")]
    assert table.count('class="cell ') == 2 * count and 'class="panel"' in table
    assert "9113/6.1/data-stream-0" in table and "2 cases" in shown
    assert 'data-fetched="0"' in shown and "<script>alert" not in table
