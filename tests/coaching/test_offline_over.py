"""A device whose person is no ambassador any more, and drafts that have come to an end elsewhere."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from cpd.coaching.models import OfflineDevice, Support, Visit
from cpd.coaching.rules.visits import VisitState
from tests.coaching.making import SEEN, WORKED, Coaching, SignIn as As
from tests.coaching.test_offline import CASELOAD, VISITS, Device
from tests.world import TODAY


@pytest.fixture
def device(coaching: Coaching, as_persona: As) -> Device:
    return Device(coaching, as_persona("ambassador"))


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


def visit(coaching: Coaching) -> Visit:
    return coaching.session.scalars(select(Visit)).one()


def test_whose_role_has_ended_is_told_no_caseload_and_what_to_do(device: Device, coaching: Coaching) -> None:
    coaching.focus("teacher", "Every pupil answers before I move on.")
    coaching.shared()
    coaching.draft("ta")
    assert "people" in device.post(CASELOAD, device_id=device.id).get_json()
    coaching.end_roles("ambassador")
    assert device.post(CASELOAD, device_id=device.id).get_json() == {"is_over": True}


def test_whose_role_has_ended_still_switches_a_lost_device_off(device: Device, coaching: Coaching) -> None:
    coaching.end_roles("ambassador")
    page = device.client.get("/coaching/offline").get_data(as_text=True)
    assert "Blue tablet" in page
    assert "Switch offline on here" not in page
    off = device.client.post(
        f"/coaching/offline/devices/{device.id}/off", headers=device.headers, follow_redirects=True
    )
    assert "No device is switched on" in off.get_data(as_text=True)
    assert device.post(CASELOAD, device_id=device.id).status_code == 410
    again = device.post("/coaching/offline/devices", device_id=str(uuid.uuid4()), name="Another")
    assert again.status_code == 403
    assert len(coaching.session.scalars(select(OfflineDevice)).all()) == 1


def test_a_draft_that_the_server_has_is_written_on_and_stays_a_draft(
    device: Device, coaching: Coaching, key: str
) -> None:
    version = device.send(key).get_json()["version"]
    coaching.end_roles("ambassador")
    answer = device.send(key, version=version, share=True, seen="09:20 more")
    assert answer.status_code == 200
    assert "You are no ambassador of Hazel Down" in answer.get_json()["missing"][0]["sentence"]
    assert (visit(coaching).seen, visit(coaching).state) == ("09:20 more", VisitState.DRAFT)


def test_words_of_a_day_as_ambassador_arrive_later_as_a_draft_and_support_nobody(
    device: Device, coaching: Coaching, key: str
) -> None:
    coaching.end_roles("ambassador")
    yesterday = TODAY - dt.timedelta(days=1)
    assert device.send(key, visited_on=f"{yesterday:%d/%m/%Y}").status_code == 200
    assert (visit(coaching).seen, visit(coaching).visited_on) == (SEEN, yesterday)
    assert coaching.session.scalars(select(Support)).all() == []
    # Of a day after the role there is nothing to take.
    assert device.send(str(uuid.uuid4()), visited_on=f"{TODAY:%d/%m/%Y}").status_code == 403


def test_nobody_writes_about_another_school_that_way(device: Device, coaching: Coaching, key: str) -> None:
    coaching.end_roles("ambassador")
    yesterday = f"{TODAY - dt.timedelta(days=1):%d/%m/%Y}"
    assert device.send(key, of="stranger", visited_on=yesterday).status_code == 404
    assert coaching.session.scalars(select(Visit)).all() == []


@pytest.mark.parametrize("persona", ["head", "teacher", "administrator"])
def test_whoever_is_signed_in_gets_a_token_to_sign_out_with(as_persona: As, persona: str, device: Device) -> None:
    """They may stand before a colleague's locked tablet."""
    client = as_persona(persona)
    headers = {"X-CSRFToken": client.get("/coaching/offline/token").get_json()["csrf_token"]}
    for address in (CASELOAD, VISITS):
        assert client.post(address, json={"device_id": device.id}, headers=headers).status_code == 403


# Elsewhere meanwhile


def test_a_visit_taken_back_elsewhere_is_said_and_not_refused(device: Device, coaching: Coaching, key: str) -> None:
    """The answer to sharing was lost, and the visit was taken back on the ordinary page."""
    device.send(key, share=True)
    address = f"/coaching/visits/{visit(coaching).id}/withdraw"
    device.client.post(address, headers=device.headers)
    for words in ({}, {"seen": "Typed after that."}):
        answer = device.send(key, share=True, **words)
        assert answer.status_code == 409
        assert answer.get_json()["is_withdrawn"]
        assert not answer.get_json()["is_shared"]
    assert visit(coaching).seen == SEEN


@pytest.mark.usefixtures("frameworks")
def test_all_that_differs_is_said_ticks_days_kind_and_minutes_too(device: Device, coaching: Coaching, key: str) -> None:
    version = device.send(key).get_json()["version"]
    cold_call = str(coaching.term("cold-call"))
    newer = device.send(
        key,
        version=version,
        kind="rehearsal",
        visited_on="20/11/2026",
        rehearsed_minutes="7",
        term_ids=[cold_call],
        check_back_on="8/12/2026",
    )
    assert newer.status_code == 200
    said = device.send(key, version=version, worked="You waited.", rehearsed_minutes="").get_json()["differing"]
    assert {one["name"]: one["text"] for one in said} == {
        "Date": "20 November 2026",
        "Kind": "Rehearsal",
        "What worked": WORKED,
        "Minutes of rehearsal": "7",
        "Check back on": "8 December 2026",
        "Words of the glossary": "Cold call",
    }
