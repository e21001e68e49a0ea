"""Two people through a whole year by clicks alone: Rosa to a glad end, Łukasz through agreed support to a disagreement.

Everything begins at the home page of whoever acts; addresses are typed nowhere but at the public check page, which
stands on paper.
"""

import datetime as dt
import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from pypdf.generic import Destination
from sqlalchemy.orm import Session

from cpd.core import clock
from cpd.core.database import transaction
from cpd.core.worker import Worker
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import Looking
from tests.coaching.making import STEP, WORKED, Coaching
from tests.training.courses import add_course, complete
from tests.world import NOW, World

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

FIRST = "1 Set high expectations which inspire, motivate and challenge pupils"
SHARE = "I use talk partners in 80% of my lessons."
SENTENCE = "Rosa waits, and children who never spoke now do."
OUTCOME = "It can be heard in any lesson."
COMMENT = "This is a fair picture of a good year."
DIFFERENTLY = "The mornings were mine alone, without the help that was promised."
TALKED, OFFERED = "We talked about the starts of small groups.", "Four mornings beside Siân."
PLAN_STEP = "The same first task for each group."

Open = Callable[..., Looking]


class Hand:
    """Somebody at a browser, who clicks and counts it."""

    def __init__(self, looking: Looking, persona: str) -> None:
        self.looking, self.persona, self.clicks = looking, persona, 0

    @property
    def page(self) -> Page:
        return self.looking.page

    def at_home(self) -> None:
        """Signed in anew: months lie between two visits."""
        self.looking.become(self.persona)
        self.page.goto("/")

    def in_review(self, name: str) -> None:
        self.at_home()
        self.go("Appraisal")
        self.go(f"{name}, 2026/27")

    def go(self, *names: str | re.Pattern[str]) -> None:
        for name in names:
            self.clicks += 1
            self.looking.follow(name)
            self._look()

    def press(self, *names: str) -> None:
        for name in names:
            self.clicks += 1
            self.looking.press(name)
            self._look()

    def _look(self) -> None:
        """Nothing stands out of a phone's screen, on no page of the way."""
        if self.looking.width == PHONE:
            self.looking.check_width()

    def unfold(self, summary: str) -> None:
        self.clicks += 1
        self.page.locator("summary", has_text=summary).click()

    def write(self, **words: str) -> None:
        """Fields by the first words of their labels, with ``_`` for a space."""
        for label, text in words.items():
            field = self.page.get_by_label(re.compile("^" + label.replace("_", " "))).first
            field.fill(text)

    def tick(self, label: str | re.Pattern[str]) -> None:
        self.clicks += 1
        self.page.get_by_label(label).check()

    def choose(self, label: str, option: str | re.Pattern[str]) -> None:
        self.clicks += 1
        field = self.page.get_by_label(label)
        value = field.locator("option", has_text=option).first.get_attribute("value")
        field.select_option(value)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.get_by_text(text).first).to_be_visible()

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name).first

    def take(self, name: str) -> bytes:
        """The file behind a link, with the cookie of this browser."""
        self.clicks += 1
        address = self.link(name).get_attribute("href")
        assert address is not None
        answer = self.page.request.get(address)
        assert answer.ok, f"{address} answered {answer.status}"
        return answer.body()

    def met(self, minutes: str) -> None:
        """On the page of a meeting: it takes place, and somebody types."""
        self.unfold("We are meeting, or have met")
        self.press("Note it")
        self.write(Minutes=minutes, Workload="One club fewer.", Next_steps="A term beside the subject lead.")
        self.press("Save")

    def send(self, text: str, under: str = "", way: str = "Begin to write") -> None:
        """Write one's own part of a meeting and send it."""
        self.go(way)
        self.write(What_I_want_to_say=text)
        if under:
            self.unfold("Something under a standard")
            self.looking.write(FIRST, under)
        self.press("Send it", "Send it")

    def sign(self, name: str) -> None:
        self.go("Read and sign")
        self.write(Type_your_name=name)
        self.press("Sign")


@dataclass
class People:
    """Who acts in this year."""

    lead: Hand
    head: Hand
    rosa: Hand
    lukasz: Hand
    greta: Hand


@pytest.fixture
def people(open_browser: Open) -> People:
    def hand(persona: str, width: int) -> Hand:
        return Hand(open_browser(persona, width=width), persona)

    return People(
        lead=hand("development_lead", DESKTOP),
        head=hand("head", DESKTOP),
        rosa=hand("teacher", PHONE),
        lukasz=hand("ta", PHONE),
        greta=hand("appraiser", DESKTOP),
    )


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int, int], dt.datetime]:
    """``on(2027, 2, 22)``: from now on it is that day at ten, for the server and for whoever signs in."""

    def move(year: int, month: int, day: int) -> dt.datetime:
        instant = NOW.replace(year=year, month=month, day=day)
        for module in ("tests.conftest", "tests.browser.conftest"):
            monkeypatch.setattr(f"{module}.NOW", instant)
        return instant

    return move


@pytest.fixture
def before(trust: World, session: Session, site: str) -> None:
    """Rosa was visited, and has been to a course."""
    Coaching(trust, session).shared()
    with transaction() as writing:
        course = add_course(writing, "SEND-CI", "Communication and interaction")
        complete(writing, course.id, trust.person("teacher"), dt.date(2026, 10, 12))


def test_two_people_through_a_year(
    people: People, before: None, on: Callable[[int, int, int], dt.datetime], open_browser: Open, app: Flask
) -> None:
    begin(people)
    prepare(people)
    on(2026, 12, 7)
    plan(people)
    on(2027, 2, 22)
    at_half_time(people)
    on(2027, 5, 24)
    look_back(people)
    on(2027, 7, 5)
    end_the_year(people)
    agree_support(people)
    on(2027, 7, 12)
    comment_and_sign(people)
    statement = people.rosa.take("The signed statement")
    check_in_public(Hand(open_browser(), ""), statement)
    take_the_whole_school(people.head, app, on(2027, 7, 13), statement)
    # What a year asks of each side, in clicks and taps.
    assert people.rosa.clicks <= 30
    assert people.lukasz.clicks <= 25
    assert people.greta.clicks <= 120


def begin(people: People) -> None:
    lead, head = people.lead, people.head
    lead.at_home()
    lead.go("Appraisal", "Cycles and their dates")
    lead.press("Open this cycle", "Save")
    head.at_home()
    head.go("Appraisal", "Hazel Down Primary School", "Begin reviews")
    head.sees("Rosa Quill, Class Teacher", "Łukasz Thorn, Teaching Assistant")
    head.choose("Siân O'Neill, Class Teacher", "Petra Vane")
    head.press("Begin these reviews")
    head.sees("3 reviews begun.")


def prepare(people: People) -> None:
    for hand, name in ((people.rosa, "Rosa Quill"), (people.lukasz, "Łukasz Thorn")):
        hand.in_review(name)
        hand.send("I would like to hear from every child.", way="Write my preparation")
        hand.sees("Greta Stone’s move:")
        people.greta.in_review(name)
        people.greta.go("Planning meeting")
        people.greta.send("What I have seen since September.")
        people.greta.sees("I would like to hear from every child.", "What I have seen since September.")
        people.greta.go("Give it a day and time")
        people.greta.write(Day="7/12/2026", Time="15:30")
        people.greta.press("Save")
        people.greta.press("Done: on to planning meeting")


def plan(people: People) -> None:
    greta = people.greta
    for name, standard in (("Rosa Quill", "1 Set high"), ("Łukasz Thorn", "Teaching and learning")):
        greta.in_review(name)
        greta.go("Planning meeting")
        greta.met("We began with what goes well.")
        greta.go("Write an objective")
        greta.write(What_will_be_different=SHARE, How_will_you_both_know="Somebody who sits in hears it.")
        greta.choose("Which standard is it about?", standard)
        greta.press("Save the objective")
        greta.sees("This counts a share of pupils (“80%”).")
        greta.tick("This is not about pupils’ results")
        greta.press("Save the objective")
        greta.sees("The objective is saved.", SHARE)
        greta.go("Write a development need")
        greta.write(What_would_help="More about language difficulties.")
        greta.press("Save")
        greta.press("Done: on to mid-year")


def at_half_time(people: People) -> None:
    greta = people.greta
    for name in ("Rosa Quill", "Łukasz Thorn"):
        greta.in_review(name)
        greta.go("Mid-year meeting")
        greta.met("It fits, and goes on.")
        greta.press("Done: on to self-review")


def look_back(people: People) -> None:
    rosa, lukasz = people.rosa, people.lukasz
    rosa.in_review("Rosa Quill")
    rosa.go("Carry something in from your coaching")
    rosa.tick(WORKED)
    rosa.tick(STEP)
    rosa.press("Carry in what I picked")
    taken = rosa.page.locator("figure", has_text=STEP)
    rosa.clicks += 1
    with rosa.page.expect_navigation():
        taken.get_by_role("button", name="Take back").click()
    expect(taken).to_have_count(0)
    rosa.sees(WORKED)
    rosa.looking.look()
    rosa.go("Bring in a focus")
    rosa.write(My_focus="Waiting long enough for everybody to think.")
    rosa.press("Save")
    rosa.send("I am glad about how they listen to one another.", under="They speak.", way="Write my self-review")
    rosa.press("Done: on to end-of-year meeting")
    lukasz.in_review("Łukasz Thorn")
    lukasz.send("It was a hard year.", way="Write my self-review")
    lukasz.press("Done: on to end-of-year meeting")


def end_the_year(people: People) -> None:
    greta = people.greta
    for name, under in (("Rosa Quill", "She waits."), ("Łukasz Thorn", "")):
        greta.in_review(name)
        greta.go("End-of-year meeting")
        greta.send("What I have seen this year.", under=under)
        greta.met("We went through the year.")
        if under:
            greta.sees("They speak.", "She waits.")
            greta.write(What_you_agree_under_1=SENTENCE)
        greta.write(What_came_of_it=OUTCOME, What_you_agreed_to_do="A morning at Foxglove.")
        greta.press("Save")
        if under:
            greta.looking.look()
        greta.press("Done: on to report")
        if under:
            greta.press("Done: on to comment and signatures")


def agree_support(people: People) -> None:
    greta = people.greta
    greta.in_review("Łukasz Thorn")
    greta.go("Change the conclusion")
    greta.tick("Support agreed")
    greta.tick(re.compile("Teaching and learning"))
    greta.press("Save the conclusion")
    greta.sees("Nobody is taken by surprise.")
    greta.looking.look()
    for kind, day, text in (
        ("A conversation", "22/2/2027", TALKED),
        ("Support that was offered", "1/3/2027", OFFERED),
    ):
        greta.go("Put an earlier conversation or support on record")
        greta.tick(kind)
        greta.write(On_which_day=day, What_was_talked_about=text)
        greta.press("Put it on record")
    greta.tick("Support agreed")
    greta.tick(re.compile("Teaching and learning"))
    greta.press("Save the conclusion")
    greta.go("Open the support plan", "Write a step")
    greta.write(What_is_the_step=PLAN_STEP, What_does_the_school_do=OFFERED, By_when="24/9/2027")
    greta.press("Save the step")
    greta.go("Plan a day together")
    greta.write(When_will_you_look="1/10/2027")
    greta.press("Save")
    greta.go("Tick this, or end the plan")
    greta.tick("We have talked about health and circumstances")
    greta.press("Save")
    greta.sees("They were talked about.", PLAN_STEP, TALKED)
    greta.go("The review")
    greta.press("Done: on to comment and signatures")


def comment_and_sign(people: People) -> None:
    rosa, lukasz, greta = people.rosa, people.lukasz, people.greta
    rosa.in_review("Rosa Quill")
    rosa.sees(SENTENCE, OUTCOME, "Communication and interaction")
    rosa.looking.look()
    rosa.go("Write a comment")
    rosa.write(My_comment=COMMENT)
    rosa.press("Save")
    rosa.sign("Rosa Quill")
    lukasz.in_review("Łukasz Thorn")
    lukasz.go("Open the support plan")
    lukasz.sees(PLAN_STEP)
    lukasz.go("The review", "Write a comment")
    lukasz.write(What_I_see_differently=DIFFERENTLY)
    lukasz.press("Save")
    lukasz.sees(DIFFERENTLY)
    lukasz.sign("Łukasz Thorn")
    for name in ("Rosa Quill", "Łukasz Thorn"):
        greta.in_review(name)
        greta.sign("Greta Stone")
        greta.sees("Signed by both")
    lukasz.in_review("Łukasz Thorn")
    printed = words_of(lukasz.take("The signed statement"))
    for text in (DIFFERENTLY, TALKED, OFFERED, PLAN_STEP, "It concerns: 3 Teaching and learning"):
        assert text in printed
    rosa.in_review("Rosa Quill")


def check_in_public(anybody: Hand, statement: bytes) -> None:
    """With nothing but the paper: whether it is ours, by its code, by the address that its QR code stands for."""
    printed = words_of(statement)
    for text in (SENTENCE, OUTCOME, WORKED, COMMENT, "A morning at Foxglove."):
        assert text in printed
    assert STEP not in printed
    code = re.search(r"Check code ([0-9A-Z]{5}(?:-[0-9A-Z]{5}){3})", printed)
    assert code
    assert f"/appraisal/check/{code[1]}" in printed.replace(" ", "")
    anybody.page.goto("/appraisal/check")
    anybody.write(The_code=code[1].replace("-", " ").lower())
    anybody.press("Check")
    anybody.sees("This is the signed statement")
    anybody.looking.look()
    anybody.page.goto(f"/appraisal/check/{code[1]}")
    anybody.sees("This is the signed statement")
    assert "Rosa" not in anybody.looking.words
    for content, answer in ((statement, "This is the signed statement"), (statement + b" ", "Not known")):
        anybody.page.goto("/appraisal/check")
        anybody.page.get_by_label("Or the file itself").set_input_files(
            {"name": "statement.pdf", "mimeType": "application/pdf", "buffer": content}
        )
        anybody.press("Check")
        anybody.sees(answer)


def take_the_whole_school(head: Hand, app: Flask, at: dt.datetime, statement: bytes) -> None:
    head.at_home()
    head.go("Appraisal", "Hazel Down Primary School")
    head.go("Every statement as ZIP and as one PDF")
    head.press("Make 3 statements")
    expect(head.page.get_by_text("0 of 3", exact=True)).to_be_visible()
    with clock.pinned(at):
        Worker(app).run_until_empty()
    # The page looks again by itself.
    head.sees("All are made: 2 signed by both, 1 draft.")
    head.looking.look()
    with head.page.expect_download() as download:
        head.link("Each statement as a file of its own").click()
    bundle = zipfile.ZipFile(Path(download.value.path()))
    names = {name[4:]: name for name in bundle.namelist()}
    assert bundle.read(names["Rosa Quill.pdf"]) == statement
    assert hashlib.sha256(statement).hexdigest() in bundle.read("SHA256SUMS").decode()
    with head.page.expect_download() as download:
        head.link("All statements in one file").click()
    whole = PdfReader(download.value.path())
    titles = {mark.title for mark in whole.outline if isinstance(mark, Destination)}
    assert titles == {"Łukasz Thorn", "Siân O'Neill (draft)", "Rosa Quill"}


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
