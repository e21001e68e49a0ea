"""Three hundred ambassadors who write at once: drafts that save themselves over HTTP, at the server that trusts run.

Each begins one visit, by a form that arrives twice at once, and then saves it again and again, each time on the
version that the save before made; every fifth letter arrives twice at once, as one does whose answer was lost. What the
database then holds says whether a save was lost, or one was counted twice.
"""

import datetime as dt
import http.client
import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import TypeVar
from urllib.parse import urlencode

from sqlalchemy import select

from benchmarks.served import cookies_for, real_now, served
from benchmarks.timing import Timing
from benchmarks.world import World, engine_of
from cpd.coaching.models import Visit
from cpd.core import clock
from cpd.core.database import db, transaction
from cpd.core.models import holds
from cpd.people.models import Post, Role, RoleGrant, StaffGroup

AMBASSADORS = 300
_TWICE = 5
Answer = TypeVar("Answer")
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_LINE = "09:14 T: Thirty seconds, then tell your partner. P: two tables begin at once, the third looks to the board.\n"


@dataclass(frozen=True)
class Load:
    """How often each saves, and how long they pause between two saves; no pause: all in the same instant."""

    said: str
    saves: int
    pause: float

    @property
    def is_burst(self) -> bool:
        return not self.pause


@dataclass(frozen=True)
class SavingResult:
    server: str
    load: Load
    timing: Timing
    lost: int
    doubled: int

    @property
    def is_reached(self) -> bool:
        return self.timing.p95 < 0.5 and not self.lost and not self.doubled


@dataclass
class _Ambassador:
    """One of them with a draft of theirs, as the page on their device knows it."""

    port: int
    cookie: str
    person_id: uuid.UUID
    school_id: uuid.UUID
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    token: str = ""
    visit_id: str = ""
    version: int = 1
    seen: str = ""
    seconds: list[float] = field(default_factory=list)

    def begin(self) -> None:
        status, content, cookie = self._ask("GET", "/coaching/offline/token")
        assert status == 200, content
        self.token, self.cookie = json.loads(content)["csrf_token"], cookie or self.cookie
        form = {"request_key": self.key, "person_id": self.person_id, "school_id": self.school_id, "source_id": ""}
        places = _twice(lambda: self._post("/coaching/visits/new", form)[2])
        assert places[0] == places[1], f"one form began two visits: {places}"
        self.visit_id = places[0].split("/")[-2]

    def save(self, number: int) -> None:
        """One line more, on the version that the last save made."""
        self.seen += _LINE
        what = {
            "version": self.version,
            "visited_on": f"{real_now():%d/%m/%Y}",
            "visited_at": "",
            "kind": "lesson_visit",
            "seen": self.seen,
            "worked": "You waited, and every pupil had begun to talk.",
            "step_text": "Count to five before taking the first answer.",
            "check_back_on": "",
        }
        arrives_twice = (number + self.key.int) % _TWICE == 0
        answers = _twice(lambda: self._keep(what)) if arrives_twice else [self._keep(what)]
        assert len(set(answers)) == 1, f"one letter made two versions: {answers}"
        self.version = answers[0]

    def _keep(self, what: dict[str, object]) -> int:
        start = time.perf_counter()
        status, content, _ = self._post(f"/coaching/visits/{self.visit_id}/keep", what)
        self.seconds.append(time.perf_counter() - start)
        assert status == 200, f"{status}: {content[:300]!r}"
        return int(json.loads(content)["version"])

    def _post(self, address: str, form: dict[str, object]) -> tuple[int, bytes, str]:
        return self._ask("POST", address, urlencode(form).encode(), _FORM | {"X-CSRFToken": self.token})

    def _ask(
        self, method: str, address: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, str]:
        """Status, content, and the address or the cookie that came with it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, address, body, {"Cookie": f"cpd={self.cookie}"} | (headers or {}))
            answer = connection.getresponse()
            content = answer.read()
            set_cookie = answer.getheader("Set-Cookie", "").partition(";")[0].removeprefix("cpd=")
            return answer.status, content, answer.getheader("Location") or set_cookie
        finally:
            connection.close()


def _twice(ask: Callable[[], Answer]) -> list[Answer]:
    answers: list[Answer] = []
    together([lambda: answers.append(ask())] * 2)
    return answers


def together(actions: list[Callable[[], object]]) -> None:
    """Do all of these at the same time, each in a thread; the first fault is raised when all have ended."""
    faults: list[BaseException] = []

    def run(action: Callable[[], object]) -> None:
        try:
            action()
        except (AssertionError, OSError, http.client.HTTPException) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"{len(faults)} of {len(actions)} failed, the first: {faults[0]!r}") from faults[0]


def measure_saving(world: World, processes: int, loads: list[Load]) -> Iterator[SavingResult]:
    """Each load in turn, at so many servers on the database of the world."""
    name = f"{engine_of(world)}, {processes} server process{'es' if processes > 1 else ''}"
    with clock.pinned(real_now()):
        pairs = _appointed(world)
    cookies = cookies_for(world, [ambassador for ambassador, _, _ in pairs])
    with served(world, processes) as ports:
        for load in loads:
            writers = [
                _Ambassador(ports[number % processes], cookie, person, school)
                for number, (cookie, (_, person, school)) in enumerate(zip(cookies, pairs, strict=True))
            ]
            for begins in range(0, len(writers), 20):
                together([writer.begin for writer in writers[begins : begins + 20]])
            _write(writers, load)
            lost, doubled = _counted(world, writers, load)
            seconds = tuple(second for writer in writers for second in writer.seconds)
            yield SavingResult(name, load, Timing(seconds), lost, doubled)


def _write(writers: list[_Ambassador], load: Load) -> None:
    if load.is_burst:
        for number in range(1, load.saves + 1):
            together([partial(writer.save, number) for writer in writers])
        return

    def write(writer: _Ambassador, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  # chance of a pause, not of a secret
        time.sleep(chance.uniform(0, load.pause))
        for number in range(1, load.saves + 1):
            writer.save(number)
            time.sleep(chance.uniform(0.5 * load.pause, 1.5 * load.pause))

    together([partial(write, writer, number) for number, writer in enumerate(writers)])


def _appointed(world: World) -> list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    """Teachers who are ambassadors from today on, each with a colleague to visit and the school of both."""
    today = clock.today()
    with world.app.app_context(), transaction() as session:
        rows = session.execute(
            select(Post.school_id, Post.person_id)
            .where(Post.staff_group == StaffGroup.TEACHER, holds(Post, today))
            .order_by(Post.school_id, Post.person_id)
        ).all()
        ambassadors = set(session.scalars(select(RoleGrant.person_id).where(RoleGrant.role == Role.AMBASSADOR)))
        pairs: list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]] = []
        seen: set[uuid.UUID] = set()
        for (school, person), (next_school, colleague) in pairwise(rows):
            if school == next_school and person != colleague and person not in ambassadors | seen:
                seen.add(person)
                pairs.append((person, colleague, school))
        pairs = pairs[:AMBASSADORS]
        if len(pairs) < AMBASSADORS:
            raise RuntimeError(f"the trust has {len(pairs)} teachers to appoint, not {AMBASSADORS}")
        session.add_all(
            RoleGrant(person_id=person, role=Role.AMBASSADOR, school_id=school, started_on=today - dt.timedelta(days=1))
            for person, _, school in pairs
        )
    return pairs


def _counted(world: World, writers: list[_Ambassador], load: Load) -> tuple[int, int]:
    """Saves that the database does not hold, and visits or versions that it holds beyond those that were made."""
    with world.app.app_context():
        keys = [writer.key for writer in writers]
        visits = db.session.execute(
            select(Visit.request_key, Visit.seen, Visit.version).where(Visit.request_key.in_(keys))
        ).all()
        about = db.session.scalars(select(Visit.id).where(Visit.id.in_([uuid.UUID(one.visit_id) for one in writers])))
        known = {key: (seen, version) for key, seen, version in visits}
        doubled = len(about.all()) - len(known)
        db.session.remove()
    lost = 0
    for writer in writers:
        seen, version = known.get(writer.key, ("", 0))
        if seen.strip() != writer.seen.strip():
            lost += 1
        # A visit begins at its first version, and each save makes one.
        lost += max(0, 1 + load.saves - version)
        doubled += max(0, version - 1 - load.saves)
    return lost, doubled
