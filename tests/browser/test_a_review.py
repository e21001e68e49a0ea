"""The head opens a review, hands over the paper, and knows that a visit took place: not a word of it."""

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy.orm import Session

from tests.appraisal.making import COMMENT, SENTENCE, Appraisals
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import Looking
from tests.coaching.making import WORDS, Coaching
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_a_head_prints_a_review_and_reads_no_word_of_a_visit(
    open_browser: Callable[..., Looking], trust: World, session: Session
) -> None:
    Appraisals(trust, session).written()
    visit_id = Coaching(trust, session).shared()
    looking = open_browser("head", width=DESKTOP)
    page = looking.open("/")
    seen = [looking.words]
    looking.follow("Appraisal")
    looking.look()
    looking.follow("Hazel Down Primary School")
    looking.look_at(PHONE, DESKTOP)
    looking.follow("Rosa Quill")
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    looking.look_at(PHONE, DESKTOP)
    seen.append(looking.words)

    address = page.get_by_role("link", name="This review as it stands").get_attribute("href")
    assert address is not None
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    paper = PdfReader(io.BytesIO(answer.body()))
    assert 1 <= len(paper.pages) <= 3
    printed = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    assert SENTENCE in printed
    assert COMMENT in printed
    seen.append(printed)

    page.goto("/")
    looking.follow("Who was visited, and when")
    expect(page.get_by_role("cell", name="Lesson visit")).to_be_visible()
    looking.look_at(PHONE, DESKTOP)
    seen.append(looking.words)
    answer_of_visit = page.goto(f"/coaching/visits/{visit_id}")
    assert answer_of_visit is not None
    assert answer_of_visit.status == 404
    seen.append(looking.words)
    for text in seen:
        assert not [words for words in WORDS if words in text]
