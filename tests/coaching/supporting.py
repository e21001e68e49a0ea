"""Who supports whom in the small trust: taken on and asked for through the pages."""

import uuid
from typing import Any

from sqlalchemy import select

from cpd.coaching.models import Support
from cpd.coaching.rules.support import SupportEnd
from tests.coaching.making import Coaching

CASELOAD, NEW, ALLOT, RHYTHM = (
    "/coaching/caseload",
    "/coaching/visits/new",
    "/coaching/support/allot",
    "/coaching/rhythm",
)
FOCUS = "Every pupil answers before I move on."


def supports(coaching: Coaching) -> list[tuple[uuid.UUID, uuid.UUID, SupportEnd | None]]:
    rows = coaching.session.execute(
        select(Support.ambassador_id, Support.person_id, Support.ended_because).order_by(Support.id)
    )
    return [(ambassador, person, because) for ambassador, person, because in rows]


def take_on(coaching: Coaching, client: Any, person: str, school: str = "hazel", **more: str) -> Any:
    data = {
        "csrf_token": client.token("/"),
        "request_key": str(uuid.uuid4()),
        "person_id": str(coaching.trust.person(person)),
        "school_id": str(coaching.trust.school(school)),
    }
    return client.post("/coaching/support", data=data | more)


def read(client: Any, address: str = CASELOAD) -> str:
    return str(client.get(address).get_data(as_text=True))


def ask(coaching: Coaching, client: Any, person: str, by: str = "ambassador", **more: str) -> Any:
    hazel = coaching.trust.school("hazel")
    data = {"person_id": str(coaching.trust.person(person)), "ambassador_id": str(coaching.trust.person(by))}
    return client.post_form(f"{ALLOT}?school={hazel}", data | more)
