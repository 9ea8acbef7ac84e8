"""What readers and their software put below a page changes nothing of what is read above it: comments, other posts,
the writer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.html.test_laws import PAGES, events_of, told

COMMENTS = """<section><h2>4 comments</h2><ol>
<li><b>marta_k</b> <a href="#c1">2026-02-16 23:52</a><p>Thank you, I did not know that.</p></li>
<li><b>Tom</b> <a href="#c2">2026-02-17 08:15</a><p>It was cold, and it was worth it.</p></li>
<li><b>Lena</b> <a href="#c3">2026-02-17 11:07</a><p>Who wrote the song?</p></li>
<li><b>oldfox77</b> <a href="#c4">2026-02-19 00:31</a><p>Greetings from the other side of the river.</p></li>
</ol></section>"""

OTHERS = """<section><h2>Recent posts</h2><ul>
<li><a href="/posts/3">How to repair a lamp</a> <span>February 27, 2026</span></li>
<li><a href="/posts/2">What the river brought</a> <span>February 13, 2026</span></li>
<li><a href="/posts/1">A winter in pictures</a> <span>January 30, 2026</span></li>
</ul></section>"""

WRITER = """<section><h2>About the author</h2><p><b>Nora Lind</b></p>
<p>Nora has written about harbours since 2011.</p></section>"""

BELOW = {"comments": COMMENTS, "other posts": OTHERS, "writer": WRITER}


@pytest.mark.parametrize("below", BELOW.values(), ids=BELOW.keys())
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_what_stands_below_changes_nothing(page: Path, below: str) -> None:
    text = page.read_text(encoding="utf-8")
    longer = re.sub(r"</body>", lambda end: below + end[0], text, flags=re.I)
    assert longer != text
    assert told(events_of(longer.encode())) == told(events_of(text.encode()))
