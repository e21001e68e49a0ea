"""Three hundred phones at one door: each opens the page of the code, and all of them check in at the same moment.

Every second phone is signed in and needs one tap; the others type their staff code and three letters of their last
name, and all come from one address, as from one school. Every fifth phone sends its form twice at once, as one does
whose answer was lost. What the register then holds says whether somebody was lost, or entered twice.
"""

import datetime as dt
import http.client
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from sqlalchemy import func, select

from benchmarks.saving import together
from benchmarks.served import cookies_for, real_now, served
from benchmarks.timing import Timing
from benchmarks.world import World, engine_of
from cpd.accounts.models import Account
from cpd.core.audit import AuditEntry
from cpd.core.clock import LONDON
from cpd.core.database import db, transaction
from cpd.core.models import holds
from cpd.people.models import Person, Post
from cpd.training.models import Course, RegisterMark, SessionState, TrainingSession
from cpd.training.rules.register import new_check_in_code

PHONES = 300
_TWICE = 5
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class CheckInResult:
    server: str
    # From the moment at which all phones send until the last has its answer.
    whole: float
    timing: Timing
    lost: int
    doubled: int

    @property
    def is_reached(self) -> bool:
        return self.whole < 60 and not self.lost and not self.doubled


@dataclass
class _Phone:
    port: int
    code: str
    person_id: uuid.UUID
    # What is typed where nobody is signed in.
    typed: dict[str, str] = field(default_factory=dict)
    cookie: str = ""
    token: str = ""
    seconds: list[float] = field(default_factory=list)

    def open(self) -> None:
        status, content = self._ask("GET")
        match = _TOKEN.search(content)
        assert status == 200, f"{status}: {content[:300]}"
        assert match is not None
        self.token = match[1]

    def check_in(self, start: threading.Barrier, *, twice: bool) -> None:
        start.wait()
        together([self._send] * (2 if twice else 1))

    def _send(self) -> None:
        begun = time.perf_counter()
        status, content = self._ask("POST", urlencode({"csrf_token": self.token} | self.typed).encode())
        self.seconds.append(time.perf_counter() - begun)
        assert status == 200, f"{status}: {content[:300]}"
        assert "is checked in" in content

    def _ask(self, method: str, body: bytes | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        try:
            connection.request(
                method, f"/training/check-in/{self.code}", body, headers | {"Cookie": f"cpd={self.cookie}"}
            )
            answer = connection.getresponse()
            self.cookie = answer.getheader("Set-Cookie", "").partition(";")[0].removeprefix("cpd=") or self.cookie
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def measure_check_in(world: World, processes: int) -> CheckInResult:
    """So many phones at one door, before so many servers on the database of the world."""
    session_id, code = _session_of_today(world)
    with served(world, processes) as ports:
        phones = _phones(world, code, ports)
        for begins in range(0, len(phones), 20):
            together([phone.open for phone in phones[begins : begins + 20]])
        start = threading.Barrier(len(phones) + 1)
        begun = [0.0]

        def begin() -> None:
            start.wait()
            begun[0] = time.perf_counter()

        doing: list[Callable[[], object]] = [begin]
        doing += [partial(phone.check_in, start, twice=not number % _TWICE) for number, phone in enumerate(phones)]
        together(doing)
        whole = time.perf_counter() - begun[0]
    lost, doubled = _counted(world, session_id, {phone.person_id for phone in phones})
    name = f"{engine_of(world)}, {processes} server process{'es' if processes > 1 else ''}"
    return CheckInResult(name, whole, Timing(tuple(s for phone in phones for s in phone.seconds)), lost, doubled)


def _session_of_today(world: World) -> tuple[uuid.UUID, str]:
    """Announced for today, by the clock that the servers go by; without hours, so that its code is good all day."""
    code = new_check_in_code()
    with world.app.app_context(), transaction() as session:
        one = TrainingSession(
            course_id=session.scalars(select(Course.id).order_by(Course.code).limit(1)).one(),
            held_on=_today(),
            state=SessionState.ANNOUNCED,
            register=0,
            check_in_code=code,
            entered_at=real_now(),
        )
        session.add(one)
        session.flush()
        return one.id, code


def _today() -> dt.date:
    return real_now().astimezone(LONDON).date()


def _phones(world: World, code: str, ports: list[int]) -> list[_Phone]:
    with world.app.app_context():
        people = db.session.execute(
            select(Person.id, Person.staff_code, Person.last_name)
            .join(Account, Account.person_id == Person.id)
            .where(Person.id.in_(select(Post.person_id).where(holds(Post, _today()))))
            .order_by(Person.id)
            .limit(PHONES)
        ).all()
        db.session.remove()
    if len(people) < PHONES:
        raise RuntimeError(f"the trust has {len(people)} people with an account and a post, not {PHONES}")
    cookies = iter(cookies_for(world, [one.id for one in people[::2]]))
    phones = []
    for number, (person_id, staff_code, last_name) in enumerate(people):
        phone = _Phone(ports[number % len(ports)], code, person_id)
        if number % 2:
            phone.typed = {"code": code, "staff_code": staff_code or "", "letters": last_name[:3]}
        else:
            phone.cookie = next(cookies)
        phones.append(phone)
    return phones


def _counted(world: World, session_id: uuid.UUID, people: set[uuid.UUID]) -> tuple[int, int]:
    """People who are not in the register, and marks or notes of marks beyond one a person."""
    with world.app.app_context():
        marks = db.session.execute(
            select(RegisterMark.person_id, RegisterMark.change).where(RegisterMark.session_id == session_id)
        ).all()
        noted = db.session.scalar(select(func.count()).where(AuditEntry.subject_id == session_id)) or 0
        db.session.remove()
    there, changes = {mark.person_id for mark in marks}, {mark.change for mark in marks}
    return len(people - there), (len(marks) - len(there)) + (len(marks) - len(changes)) + max(0, noted - len(marks))
