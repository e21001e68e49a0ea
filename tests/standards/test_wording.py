"""The statutory wording in the database is the original, letter for letter."""

import hashlib

import pytest
from sqlalchemy.orm import Session

from cpd.standards import queries
from tests.seeds.test_statutory_wording import ORIGINALS


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@pytest.mark.usefixtures("frameworks")
def test_what_is_kept_has_the_hash_of_the_original(session: Session) -> None:
    framework = queries.get_framework_by_code(session, "TS")
    found = {"preamble": framework.preamble}
    for line in framework.standards:
        standard = queries.get_standard_by_code(session, line.code)
        found |= {statement.code: statement.text for statement in standard.statements}
        if standard.is_conduct:
            found |= {"part_two.title": standard.part_title, "part_two.intro": standard.lead_in}
        else:
            found |= {standard.code: standard.heading}
            found |= {"part_one.title": standard.part_title, "part_one.lead_in": standard.lead_in}

    assert {name: digest(text) for name, text in found.items()} == ORIGINALS
