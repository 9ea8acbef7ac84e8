"""The state that page frameworks write into their pages, each in a coding of its own → plain values.

Nuxt's `__NUXT_DATA__` (the devalue format: one flat list whose numbers are places in it) and the stream of Next's
App Router (`self.__next_f.push`). Refuses to look for events: it only undoes the coding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

MAX_VALUES = 50_000
"""Places of one devalue list; a longer one is left unread."""

_WRAPPERS = frozenset(
    ("Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef", "Date", "Set")
)
_PUSH = re.compile(r"self\.__next_f\.push\(\s*(?=\[)")
_DECODER = json.JSONDecoder(strict=False)


def revived(flat: Any) -> Any:
    """The value that a devalue list stands for; what is none comes back as it is.

    Its first member is the root. In objects and lists every number is the place of the value; negative numbers are
    undefined, NaN and the like. A list that begins with a word is a wrapper of what follows.
    """
    if not isinstance(flat, list) or not 1 < len(flat) <= MAX_VALUES or not isinstance(flat[0], list | dict):
        return flat
    made: dict[int, Any] = {}
    for place, value in enumerate(flat):
        made[place] = {} if isinstance(value, dict) else [] if isinstance(value, list) else value
    for place, value in enumerate(flat):
        if isinstance(value, dict):
            made[place].update({key: made.get(at) for key, at in value.items() if isinstance(at, int)})
        elif isinstance(value, list):
            made[place].extend(_members(value, made))
    return made[0]


def _members(held: list[Any], made: dict[int, Any]) -> Iterable[Any]:
    if held and isinstance(held[0], str):
        return [made.get(at) if isinstance(at, int) else at for at in held[1:]] if held[0] in _WRAPPERS else []
    return [made.get(at) for at in held if isinstance(at, int)]


def streamed(scripts: Iterable[str]) -> str:
    """The text that a page's `self.__next_f.push([1, "…"])` calls send, joined; "" where there are none."""
    parts = []
    for text in scripts:
        for match in _PUSH.finditer(text):
            try:
                pushed, _ = _DECODER.raw_decode(text, match.end())
            except (ValueError, RecursionError):
                continue
            parts += [each for each in pushed[1:2] if isinstance(each, str)]
    return "".join(parts)
