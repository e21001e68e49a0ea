"""Devices that keep coaching offline, and the visits they send: each arrives once, and none goes over newer words."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from cpd.accounts.models import SignIn
from cpd.coaching.models import OfflineDevice, Visit
from cpd.coaching.rules.visits import VisitState
from cpd.core.database import transaction
from cpd.people.models import Post
from tests.coaching.making import SEEN, STEP, WORKED, Coaching, SignIn as As
from tests.world import NOW, TODAY

VISITS, CASELOAD = "/coaching/offline/visits", "/coaching/offline/caseload"
WORDS: dict[str, Any] = {
    "visited_on": "23 November 2026",
    "visited_at": "09:14",
    "kind": "lesson_visit",
    "seen": SEEN,
    "worked": WORKED,
    "message": "",
    "look_for_ids": [],
    "term_ids": [],
    "library_step_id": "",
    "step_text": STEP,
    "check_back_on": "7 December 2026",
}


class Device:
    """A device of somebody's that talks to the server as the page on it does."""

    def __init__(self, coaching: Coaching, client: Any, name: str = "Blue tablet") -> None:
        self.coaching, self.client = coaching, client
        self.headers = {"X-CSRFToken": client.get("/coaching/offline/token").get_json()["csrf_token"]}
        self.id = str(uuid.uuid4())
        assert self.post("/coaching/offline/devices", device_id=self.id, name=name).status_code == 200

    def post(self, address: str, **what: Any) -> Any:
        return self.client.post(address, json=what, headers=self.headers)

    def send(self, key: str, of: str = "teacher", version: int = 0, share: bool = False, **words: Any) -> Any:
        trust = self.coaching.trust
        return self.post(
            VISITS,
            device_id=self.id,
            key=key,
            person_id=str(trust.person(of)),
            school_id=str(trust.school("hazel")),
            version=version,
            words=WORDS | words,
            share=share,
        )


@pytest.fixture
def device(coaching: Coaching, as_persona: As) -> Device:
    return Device(coaching, as_persona("ambassador"))


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


def visits(coaching: Coaching) -> int:
    return coaching.session.scalar(select(func.count()).select_from(Visit)) or 0


def test_a_visit_arrives_once_however_often_it_is_sent(device: Device, coaching: Coaching, key: str) -> None:
    answers = [device.send(key, share=True).get_json() for _ in range(3)]
    assert visits(coaching) == 1
    assert answers[0] == answers[1] == answers[2]
    visit = coaching.session.scalars(select(Visit)).one()
    assert (visit.state, visit.seen, visit.visited_at) == (VisitState.SHARED, SEEN, dt.time(9, 14))
    assert answers[0] == {
        "version": visit.version,
        "is_shared": True,
        "href": f"/coaching/visits/{visit.id}",
        "missing": [],
    }


def test_a_draft_is_written_on_from_the_version_it_knows(device: Device, coaching: Coaching, key: str) -> None:
    first = device.send(key).get_json()
    assert device.send(key, version=first["version"], seen="09:20 more").get_json()["version"] > first["version"]
    assert coaching.session.scalars(select(Visit.seen)).one() == "09:20 more"


def test_a_newer_text_is_never_overwritten(device: Device, coaching: Coaching, as_persona: As, key: str) -> None:
    """Two devices of one ambassador on one draft: the second hears of the first's words, and both stand."""
    version = device.send(key).get_json()["version"]
    tablet = Device(coaching, as_persona("ambassador"), "Phone")
    assert tablet.send(key, version=version, seen="From the phone").status_code == 200
    refused = device.send(key, version=version, seen="From the tablet")
    assert refused.status_code == 409
    answer = refused.get_json()
    assert (answer["words"]["seen"], answer["is_shared"]) == ("From the phone", False)
    assert coaching.session.scalars(select(Visit.seen)).one() == "From the phone"
    assert device.send(key, version=answer["version"], seen="From the tablet").status_code == 200


def test_a_device_that_never_heard_back_does_not_write_over_words_typed_elsewhere(
    device: Device, coaching: Coaching, key: str
) -> None:
    assert device.send(key).status_code == 200
    assert device.send(key, seen="Typed without knowing").status_code == 409


def test_words_that_the_device_does_not_know_stay(device: Device, coaching: Coaching, key: str) -> None:
    version = device.send(key).get_json()["version"]
    with transaction() as writing:
        writing.scalars(select(Visit)).one().question = "What told you that they were ready?"
    assert device.send(key, version=version + 1, seen="09:20 more").status_code == 200
    assert coaching.session.scalars(select(Visit.question)).one() == "What told you that they were ready?"


def test_what_is_missing_comes_back_as_sentences_and_the_words_are_kept(
    device: Device, coaching: Coaching, key: str
) -> None:
    answer = device.send(key, share=True, worked="", step_text="").get_json()
    assert [one["field"] for one in answer["missing"]] == ["worked", "step_text"]
    visit = coaching.session.scalars(select(Visit)).one()
    assert (visit.state, visit.seen) == (VisitState.DRAFT, SEEN)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("visited_on", "24 November 2026"),
        ("visited_on", "soon"),
        ("check_back_on", "1 November 2026"),
        ("kind", "inspection"),
        ("look_for_ids", ["nonsense"]),
        ("look_for_ids", [str(uuid.uuid4())]),
        ("seen", "x" * 20_001),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence_beside_its_field(
    device: Device, coaching: Coaching, key: str, field: str, typed: Any
) -> None:
    """A clock that is a day ahead among them: the day is asked for again, and nothing half is left on the server."""
    refused = device.send(key, **{field: typed})
    assert refused.status_code == 422
    assert [one["field"] for one in refused.get_json()["errors"]] == [field]
    assert visits(coaching) == 0
    assert device.send(key).status_code == 200


@pytest.mark.parametrize("what", [None, [], {}, {"device_id": "x"}, {"words": 3}, {"version": "1"}])
def test_half_a_letter_is_refused(device: Device, what: Any) -> None:
    for address in (VISITS, CASELOAD, "/coaching/offline/devices"):
        answer = device.client.post(address, json=what, headers=device.headers)
        assert answer.status_code == 422
        assert answer.get_json()["errors"][0]["sentence"]


def test_half_a_letter_of_the_alphabet_is_left_out(device: Device, coaching: Coaching, key: str) -> None:
    assert device.send(key, seen="Before\ud800after").status_code == 200
    visit = coaching.session.scalars(select(Visit).where(Visit.request_key == uuid.UUID(key))).one()
    assert visit.seen == "Beforeafter"
    named = device.post("/coaching/offline/devices", device_id=str(uuid.uuid4()), name="Blue\ud800")
    assert named.status_code == 200


def test_the_caseload_holds_those_supported_with_focus_step_and_language(
    device: Device, coaching: Coaching, frameworks: None
) -> None:
    coaching.focus("teacher", "Every pupil answers before I move on.")
    coaching.shared()
    draft = coaching.draft("ta")
    told = device.post(CASELOAD, device_id=device.id).get_json()
    people = {one["name"]: one for one in told["people"]}
    rosa, lukasz = people["Rosa Quill"], people["Łukasz Thorn"]
    assert (rosa["focus"], rosa["open_step"]) == ("Every pupil answers before I move on.", STEP)
    assert told["language"][rosa["language"]]["look_fors"]
    assert told["language"][lukasz["language"]]["look_fors"] != told["language"][rosa["language"]]["look_fors"]
    assert told["terms"]
    assert told["contacts"][rosa["school_id"]]
    assert [one["words"]["seen"] for one in told["drafts"]] == [SEEN]
    assert told["drafts"][0]["key"] == str(coaching.session.get_one(Visit, draft).request_key)


def test_the_caseload_says_on_which_days_somebody_works(device: Device, coaching: Coaching, key: str) -> None:
    """Over all posts, at whichever school."""
    person_id = coaching.trust.person("teacher")
    with transaction() as writing:
        post = writing.scalars(select(Post).where(Post.person_id == person_id)).one()
        post.working_days = "Wed,Thu"
        more = {"job_title": "Music Teacher", "staff_group": post.staff_group, "fte": post.fte}
        elsewhere = coaching.trust.school("larch")
        writing.add(
            Post(person_id=person_id, school_id=elsewhere, started_on=post.started_on, working_days="Mon", **more)
        )
    device.send(key)
    device.send(str(uuid.uuid4()), of="ta")
    people = device.post(CASELOAD, device_id=device.id).get_json()["people"]
    assert {one["known_as"]: one["works_on"] for one in people} == {"Rosa": [0, 2, 3], "Łukasz": [0, 1, 2, 3, 4]}


def test_the_caseload_holds_nobody_else(device: Device, coaching: Coaching) -> None:
    coaching.focus("teacher", "Not for somebody who does not support me.")
    assert device.post(CASELOAD, device_id=device.id).get_json()["people"] == []


def test_one_letter_about_somebody_at_another_school_is_refused(device: Device, coaching: Coaching, key: str) -> None:
    with transaction() as writing:
        writing.execute(
            update(Post)
            .where(Post.person_id == coaching.trust.person("teacher"))
            .values(ended_on=TODAY - dt.timedelta(days=1))
        )
    assert device.send(key).status_code == 404
    assert visits(coaching) == 0


def test_another_ambassador_neither_reads_nor_writes_by_a_key(
    device: Device, coaching: Coaching, as_persona: As, key: str
) -> None:
    device.send(key)
    other = Device(coaching, as_persona("other_ambassador"))
    answer = other.send(key, seen="Not mine")
    assert answer.status_code == 404
    assert SEEN not in answer.get_data(as_text=True)
    assert SEEN not in other.post(CASELOAD, device_id=other.id).get_data(as_text=True)
    assert coaching.session.scalars(select(Visit.seen)).one() == SEEN


def test_a_device_sends_for_its_own_person_alone(device: Device, coaching: Coaching, as_persona: As, key: str) -> None:
    """A colleague has signed in on the tablet: what Siân wrote there is not sent in their name."""
    other = Device(coaching, as_persona("other_ambassador"))
    other.id = device.id
    assert other.send(key).status_code == 404
    assert other.post(CASELOAD, device_id=device.id).status_code == 404
    assert other.client.post(f"/coaching/offline/devices/{device.id}/off", headers=other.headers).status_code == 404


def test_a_device_is_listed_and_wiped_when_it_is_switched_off(device: Device, coaching: Coaching, key: str) -> None:
    assert "Blue tablet" in device.client.get("/coaching/offline").get_data(as_text=True)
    address = f"/coaching/offline/devices/{device.id}/off"
    assert device.client.post(address, headers=device.headers).location == "/coaching/offline"
    assert "No device is switched on" in device.client.get("/coaching/offline").get_data(as_text=True)
    for answer in (device.post(CASELOAD, device_id=device.id), device.send(key)):
        assert answer.status_code == 410
    assert visits(coaching) == 0


def test_switching_on_twice_makes_one_device_and_asks_for_a_name(device: Device, coaching: Coaching) -> None:
    assert device.post("/coaching/offline/devices", device_id=device.id, name="Again").status_code == 200
    assert coaching.session.scalars(select(OfflineDevice.name)).all() == ["Blue tablet"]
    refused = device.post("/coaching/offline/devices", device_id=str(uuid.uuid4()), name="  ")
    assert (refused.status_code, refused.get_json()["errors"][0]["field"]) == (422, "name")


def test_a_sign_in_that_ended_is_answered_with_the_door(device: Device, coaching: Coaching, key: str) -> None:
    with transaction() as writing:
        writing.execute(update(SignIn).values(ended_at=NOW))
    assert device.send(key).status_code == 401
    assert device.client.get("/coaching/offline/token").status_code == 302


def test_nothing_is_taken_without_a_token(device: Device, coaching: Coaching, key: str, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    device.headers = {}
    assert device.send(key).status_code == 400
    assert visits(coaching) == 0


@pytest.mark.parametrize("persona", ["head", "development_lead", "administrator", "teacher", "trustee"])
def test_nobody_but_an_ambassador_is_told_a_caseload(persona: str, as_persona: As, device: Device) -> None:
    client = as_persona(persona)
    headers = {"X-CSRFToken": client.token("/")}
    for address in (CASELOAD, VISITS, "/coaching/offline/devices"):
        assert client.post(address, json={"device_id": device.id}, headers=headers).status_code == 403


@pytest.mark.parametrize("persona", ["ambassador", None])
def test_the_page_and_its_worker_say_nothing_of_anybody(
    persona: str | None, as_persona: As, client: FlaskClient, coaching: Coaching
) -> None:
    coaching.draft()
    reader = as_persona(persona) if persona else client
    for address in ("/coaching/offline/visit", "/coaching/offline/worker.js"):
        text = reader.get(address).get_data(as_text=True)
        assert not any(word in text for word in ("Siân", "Rosa", "csrf", SEEN))


def test_the_worker_keeps_every_file_that_the_page_names(client: FlaskClient, trust: object) -> None:
    answer = client.get("/coaching/offline/worker.js")
    script = answer.get_data(as_text=True)
    assert answer.mimetype == "text/javascript"
    for name in ("app.css", "coaching.css", "offline.css", "offline-visit.js", "offline-device.js", "app.js", ".woff2"):
        assert name in script
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


# The ordinary page of a draft


def keep(coaching: Coaching, client: Any, visit_id: uuid.UUID, **typed: str) -> Any:
    data = {"csrf_token": client.token("/"), "visited_on": "23/11/2026", "kind": "lesson_visit", "version": "1"}
    return client.post(f"/coaching/visits/{visit_id}/keep", data=data | typed)


def test_a_draft_saves_itself_and_the_same_words_change_nothing(coaching: Coaching, as_persona: As) -> None:
    visit_id, client = coaching.begun(), as_persona("ambassador")
    first = keep(coaching, client, visit_id, seen=SEEN)
    assert first.get_json() == {"version": 2}
    assert keep(coaching, client, visit_id, seen=SEEN).get_json() == {"version": 2}
    assert coaching.session.scalars(select(Visit.seen)).one() == SEEN


def test_a_draft_that_saves_itself_writes_over_nothing(coaching: Coaching, as_persona: As) -> None:
    visit_id, client = coaching.begun(), as_persona("ambassador")
    keep(coaching, client, visit_id, seen=SEEN)
    stale = keep(coaching, client, visit_id, seen="Typed elsewhere")
    assert stale.status_code == 409
    assert "both texts are shown" in stale.get_json()["errors"][0]["sentence"]
    refused = keep(coaching, client, visit_id, version="2", visited_on="24/11/2026")
    assert (refused.status_code, refused.get_json()["errors"][0]["field"]) == (422, "visited_on")
    assert keep(coaching, client, visit_id, visited_on="so").status_code == 422
    assert coaching.session.scalars(select(Visit.seen)).one() == SEEN


def test_a_save_is_short_and_reads_nothing_of_the_library(
    coaching: Coaching, as_persona: As, counted_queries: Callable[[], Any]
) -> None:
    """Three hundred may save at once, and on SQLite each waits for those before."""
    visit_id, client = coaching.draft(), as_persona("ambassador")
    data = {"csrf_token": client.token("/"), "visited_on": "23/11/2026", "kind": "lesson_visit"}
    address = f"/coaching/visits/{visit_id}/keep"
    assert client.post(address, data=data | {"version": "2"}).get_json() == {"version": 3}
    count = counted_queries()
    assert client.post(address, data=data | {"version": "3", "seen": "One line."}).get_json() == {"version": 4}
    # Five say who is signed in, one whether it is theirs; then the lock, three of the draft, and what is written.
    assert count.total <= 12, count.statements
    assert not [one for one in count.statements if "FROM library_step" in one or "FROM look_for" in one]
