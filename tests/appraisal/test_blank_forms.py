"""Forms to print and write on: the standards of each group, and accessible all the same."""

import io
from collections.abc import Callable

import page as page_validation
import pytest
from pypdf import PdfReader

from tests.conftest import CheckingClient
from tests.world import World

SignIn = Callable[[str], CheckingClient]


@pytest.mark.parametrize(
    ("group", "words", "not_there"),
    [
        ("teacher", "Meeting the Teachers’ Standards", "describes it"),
        ("leader", "Meeting the Teachers’ Standards", "Class Teacher"),
        ("teaching_assistant", "“Teaching assistants and support staff” describes it", "Meeting the"),
        ("support", "“Teaching assistants and support staff” describes it", "Meeting the"),
    ],
)
def test_each_group_has_its_form(
    trust: World, frameworks: None, as_persona: SignIn, group: str, words: str, not_there: str
) -> None:
    answer = as_persona("trustee").get(f"/appraisal/forms/{group}.pdf")
    report = page_validation.validate_pdf_bytes(answer.data, profile=page_validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(fault.rule_id, fault.message) for fault in report.failures]
    pages = PdfReader(io.BytesIO(answer.data)).pages
    text = " ".join(" ".join(one.extract_text() for one in pages).split())
    assert len(pages) <= 4
    assert words in text
    assert "Support agreed" in text
    assert not_there not in text
    assert "2000" not in text


def test_the_forms_are_listed(trust: World, as_persona: SignIn) -> None:
    page = as_persona("teacher").get("/appraisal/forms").get_data(as_text=True)
    assert page.count(".pdf") == 4
    assert as_persona("teacher").get("/appraisal/forms/nobody.pdf").status_code == 404
