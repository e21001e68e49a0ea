"""Roles: granting, ending, delegating."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.people.models import Role, RoleGrant
from tests.conftest import CheckingClient
from tests.world import TODAY, World

As = Callable[[str], CheckingClient]


def grants(session: Session, trust: World, persona: str) -> list[RoleGrant]:
    return list(session.scalars(select(RoleGrant).where(RoleGrant.person_id == trust.person(persona))))


def test_the_administrator_gives_a_role(as_persona: As, session: Session, trust: World) -> None:
    client = as_persona("administrator")
    address = f"/people/{trust.person('teacher')}/roles/new"
    form = {"role": "ambassador", "school": str(trust.school("hazel")), "started_on": "1 Dec 2026"}
    assert client.post_form(address, form).status_code == 302
    grant = grants(session, trust, "teacher")[0]
    assert (grant.role, grant.started_on, grant.granted_by_id) == (
        Role.AMBASSADOR,
        dt.date(2026, 12, 1),
        trust.person("administrator"),
    )
    session.rollback()
    again = client.post_form(address, form)
    assert again.status_code == 422
    assert "holds that role already" in again.get_data(as_text=True)
    nowhere = client.post_form(address, form | {"role": "head", "school": ""})
    assert "Choose the school where this role is held." in nowhere.get_data(as_text=True)


def test_an_appraiser_is_appointed_over_a_person(as_persona: As, session: Session, trust: World) -> None:
    client = as_persona("administrator")
    address = f"/people/{trust.person('line_manager')}/roles/new"
    form = {"role": "appraiser", "of_person": "a001", "started_on": "23/11/2026"}
    assert client.post_form(address, form).status_code == 302
    assert grants(session, trust, "line_manager")[0].of_person_id == trust.person("ta")
    session.rollback()
    assert "Nobody is their own appraiser." in client.post_form(address, form | {"of_person": "L002"}).get_data(True)
    assert "Choose the person whose appraiser" in client.post_form(address, form | {"of_person": "?"}).get_data(True)
    shown = as_persona("head").get("/people/roles").get_data(as_text=True)
    assert "of Łukasz Thorn" in shown
    assert "Petra Vane" in as_persona("development_lead").get("/people/roles").get_data(as_text=True)
    assert "Petra Vane" not in as_persona("other_head").get("/people/roles").get_data(as_text=True)


def test_nobody_gives_a_role_to_themselves(as_persona: As, session: Session, trust: World) -> None:
    client = as_persona("administrator")
    own = f"/people/{trust.person('administrator')}/roles/new"
    assert client.get(own).status_code == 403
    form = {
        "csrf_token": client.token(),
        "role": "head",
        "school": str(trust.school("hazel")),
        "started_on": "1/12/2026",
    }
    assert client.post(own, data=form).status_code == 403
    assert len(grants(session, trust, "administrator")) == 1


def test_a_role_ends_on_a_day(as_persona: As, session: Session, trust: World) -> None:
    grant = grants(session, trust, "ambassador")[0].id
    session.rollback()
    client = as_persona("administrator")
    assert client.post_form(f"/people/roles/{grant}/end", {"ended_on": "30/11/2026"}).status_code == 302
    assert grants(session, trust, "ambassador")[0].ended_on == dt.date(2026, 11, 30)


def test_a_head_lets_a_deputy_act_until_a_date(as_persona: As, session: Session, trust: World) -> None:
    client = as_persona("head")
    address = f"/people/schools/{trust.school('hazel')}/delegation"
    form = {"person": str(trust.person("appraiser")), "started_on": "23 11 2026", "ended_on": "18/12/2026"}
    assert client.post_form(address, form).status_code == 302
    grant = next(one for one in grants(session, trust, "appraiser") if one.role is Role.HEAD)
    assert (grant.delegated_by_id, grant.started_on) == (trust.person("head"), TODAY)
    grant_id = grant.id
    session.rollback()
    endless = client.post_form(address, form | {"ended_on": ""})
    assert "a delegation always ends" in endless.get_data(as_text=True)
    # The deputy acts as head, and cannot pass that on.
    deputy = as_persona("appraiser")
    assert deputy.get(f"/people/{trust.person('ta')}").status_code == 200
    assert deputy.get(address).status_code == 403
    assert client.post_form(f"/people/roles/{grant_id}/end", {"ended_on": "1/1/2020"}).status_code == 302
    assert session.get(RoleGrant, grant_id) is None


def test_what_a_head_delegated_ends_with_the_headship(as_persona: As, session: Session, trust: World) -> None:
    headship = grants(session, trust, "head")[0].id
    session.rollback()
    address, ends = f"/people/{trust.person('ta')}", {"ended_on": "22/11/2026"}
    assert as_persona("deputy").get(address).status_code == 200
    assert as_persona("administrator").post_form(f"/people/roles/{headship}/end", ends).status_code == 302
    assert grants(session, trust, "deputy")[0].ended_on == dt.date(2026, 11, 22)
    session.rollback()
    assert as_persona("deputy").get(address).status_code == 404


def test_nobody_delegates_beyond_their_own_headship(as_persona: As, session: Session, trust: World) -> None:
    headship = grants(session, trust, "head")[0].id
    session.rollback()
    as_persona("administrator").post_form(f"/people/roles/{headship}/end", {"ended_on": "11/12/2026"})
    form = {"person": str(trust.person("appraiser")), "started_on": "23/11/2026", "ended_on": "18/12/2026"}
    answer = as_persona("head").post_form(f"/people/schools/{trust.school('hazel')}/delegation", form)
    assert answer.status_code == 422
    assert "Your own headship ends before that day." in answer.get_data(as_text=True)
    assert len(grants(session, trust, "appraiser")) == 2
