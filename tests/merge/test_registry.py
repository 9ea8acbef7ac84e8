"""Every reason and veto has a weight, a sentence, and an example on which it shows; and nothing else is ever said."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from aggregator.merge import reasons
from aggregator.merge.clusters import ECHO
from aggregator.merge.moments import Meeting
from aggregator.merge.registry import ENOUGH, REASONS, VETOES, Reason
from tests.merge.examples import judged

MERGE = Path(reasons.__file__).parent


@pytest.mark.parametrize("reason", REASONS.values(), ids=REASONS)
def test_a_reason_shows_in_its_example(reason: Reason) -> None:
    assert reason.name in judged(reason).reasons
    assert reason.weight is not None
    assert reason.says.endswith(".")


@pytest.mark.parametrize("veto", VETOES.values(), ids=VETOES)
def test_a_veto_shows_in_its_example(veto: Reason) -> None:
    assert judged(veto).veto == veto.name
    assert veto.weight is None
    assert veto.says.endswith(".")


def test_nothing_is_said_that_is_not_registered() -> None:
    """Texts of the modules that compare are names of reasons and vetoes, or nothing that is said."""
    said = set()
    for name in ("reasons", "places", "titles"):
        for node in ast.walk(ast.parse((MERGE / f"{name}.py").read_text(encoding="utf-8"))):
            returned = node.value if isinstance(node, ast.Return | ast.Yield) else None
            said |= {
                leaf.value
                for leaf in ast.walk(returned or ast.Pass())
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) and " " in leaf.value
            }
    said |= {meeting.value for meeting in Meeting if meeting is not Meeting.SAME} | set(ECHO.reasons)
    assert said - {" "} <= {*REASONS, *VETOES}
    assert {*REASONS, *VETOES} - said == {"title of its own"}


def test_no_single_reason_but_the_uid_is_enough() -> None:
    assert {name for name, reason in REASONS.items() if (reason.weight or 0) >= ENOUGH} == {"same uid", "our own uid"}
