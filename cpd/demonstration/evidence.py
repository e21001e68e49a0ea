"""Programmes of the demonstration trust, providers it trusts, certificates that colleagues brought, a kept mapping."""

import datetime as dt
import hashlib
import io
import uuid
from collections.abc import Iterator
from functools import cache
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cpd.core.dates import add_months
from cpd.core.names import fold
from cpd.core.uploads import MEDIA_TYPES, FileKind
from cpd.demonstration.cast import Colleague
from cpd.demonstration.material import THE_DAY, Material, read_seed
from cpd.demonstration.people import Peopling
from cpd.training.models import (
    CertificateAnswer,
    CertificateFile,
    Completion,
    Course,
    ImportMapping,
    OwnCertificate,
    Programme,
    ProgrammeCourse,
    Source,
    TrustedProvider,
)

_PUBLISHED_ON = dt.date(2026, 9, 1)
_COUNTED = 24


class Evidence:
    def __init__(self, material: Material, people: Peopling) -> None:
        self.material = material
        self.people = people
        self.seed = read_seed("programmes")
        self.completions: list[dict[str, Any]] = []
        self.files: list[dict[str, Any]] = []

    def write(self, session: Session) -> None:
        ids = {code: key for key, code in session.execute(select(Course.id, Course.code))}
        self._add_programmes(session, ids)
        self._add_providers(session, ids)
        session.add(ImportMapping(id=self.material.key(), **self.seed["mapping"]))
        rows = session.execute(
            select(Completion.person_id, Completion.course_id).where(Completion.source == Source.CERTIFICATE)
        )
        taken = {(person_id, course_id) for person_id, course_id in rows}
        certificates = list(self._certificates(ids, taken))
        session.execute(insert(OwnCertificate), certificates)
        session.execute(insert(CertificateFile), self.files)
        session.execute(insert(Completion), self.completions)

    def _add_programmes(self, session: Session, ids: dict[str, uuid.UUID]) -> None:
        for said in self.seed["programmes"]:
            words = {name: value for name, value in said.items() if name not in ("courses", "published")}
            key = self.material.key()
            session.add(Programme(id=key, published_on=_PUBLISHED_ON if said["published"] else None, **words))
            session.flush()
            session.add_all(
                ProgrammeCourse(programme_id=key, course_id=ids[code], position=position)
                for position, code in enumerate(said["courses"], 1)
            )

    def _add_providers(self, session: Session, ids: dict[str, uuid.UUID]) -> None:
        session.add_all(
            TrustedProvider(
                id=self.material.key(),
                name=said["name"],
                sort_name=fold(said["name"]),
                course_id=ids[said["course"]] if said["course"] else None,
                since=_PUBLISHED_ON,
            )
            for said in self.seed["trusted"]
        )

    def _certificates(
        self, ids: dict[str, uuid.UUID], taken: set[tuple[uuid.UUID, uuid.UUID]]
    ) -> Iterator[dict[str, Any]]:
        """Some that wait at the first school and elsewhere, some handed back, and some that count."""
        first = self.people.schools[0]
        here = [one for one in first.people[1:] if one.is_here(THE_DAY)]
        elsewhere = [p for p in self.people.everybody if p.school is not first and p.is_here(THE_DAY)]
        waiting, handed_back = self.seed["waiting"], self.seed["handed_back"]
        brought = [
            *self.material.random.sample(here, 4),
            *self.material.random.sample(elsewhere, waiting + handed_back + _COUNTED - 4),
        ]
        for number, person in enumerate(brought):
            # What is trusted does not wait.
            looked_at = [one for one in self.seed["certificates"] if not self._is_trusted(one)]
            said = self.material.random.choice(looked_at if number < waiting else self.seed["certificates"])
            if (person.id, ids[said["course"]]) in taken:
                continue
            answer = None if number < waiting else CertificateAnswer.ACCEPTED
            if waiting <= number < waiting + handed_back and not self._is_trusted(said):
                answer = CertificateAnswer.RETURNED
            yield self._certificate(person, ids[said["course"]], said, answer)

    def _is_trusted(self, said: dict[str, Any]) -> bool:
        """By provider and course, with something to look at."""
        return said["kind"] != "none" and any(
            said["provider"] == one["name"] and one["course"] in (None, said["course"]) for one in self.seed["trusted"]
        )

    def _certificate(
        self, person: Colleague, course_id: uuid.UUID, said: dict[str, Any], answer: CertificateAnswer | None
    ) -> dict[str, Any]:
        latest = THE_DAY - dt.timedelta(days=3)
        begins = max(person.started_on, dt.date(2026, 10, 1) if answer is None else dt.date(2026, 2, 2))
        day = self.material.school_day(min(begins, latest - dt.timedelta(days=21)), latest)
        entered = self.material.moment(min(day + dt.timedelta(days=2), THE_DAY), 16, 18)
        by_rule = self._is_trusted(said) and answer is CertificateAnswer.ACCEPTED
        answered_at = entered if by_rule else entered + dt.timedelta(hours=20)
        facts = {
            "person_id": person.id,
            "course_id": course_id,
            "completed_on": day,
            "expires_on": add_months(day, said["months"]) if said["months"] else None,
            "minutes": said["minutes"],
            "provider": said["provider"],
            "certificate_ref": said["ref"],
        }
        answered_by = None if by_rule or answer is None else person.school.head.id
        key = self.material.key()
        if said["kind"] != "none":
            self.files.append(_file(key, said, person.name))
        if answer is CertificateAnswer.ACCEPTED:
            place = {"id": self.material.key(), "session_id": None, "source": Source.CERTIFICATE, "version": 1}
            self.completions.append(facts | place | {"entered_at": answered_at, "entered_by_id": answered_by})
        return {
            **facts,
            "id": key,
            "entered_at": entered,
            "request_key": self.material.key(),
            "answer": answer,
            "answered_at": answered_at if answer else None,
            "answered_by_id": answered_by,
            "remark": self.material.next_of(self.seed["remarks"]) if answer is CertificateAnswer.RETURNED else "",
        }


def _file(key: uuid.UUID, said: dict[str, Any], name: str) -> dict[str, Any]:
    kind = FileKind(said["kind"])
    lines = ("Certificate", name, said["provider"], said["ref"])
    content = _as_pdf(lines) if kind is FileKind.PDF else _as_photograph(lines)
    return {
        "own_certificate_id": key,
        "name": f"certificate {said['ref'].replace('/', '-')}".strip() + f".{kind}",
        "media_type": MEDIA_TYPES[kind],
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": content,
    }


@cache
def _as_photograph(lines: tuple[str, ...]) -> bytes:
    picture = Image.new("RGB", (640, 440), "#efe9dc")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 20, 620, 420), outline="#7a5c2e", width=4)
    for number, line in enumerate(lines):
        draw.text((60, 80 + 70 * number), line, fill="#333333", font_size=40 if number == 0 else 26)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=70)
    return content.getvalue()


def _as_pdf(lines: tuple[str, ...]) -> bytes:
    """A page with these lines, in as few words of the format as it takes."""
    shown = " ".join(f"({_escaped(line)}) Tj 0 -40 Td" for line in lines)
    stream = f"BT /F1 24 Tf 80 700 Td {shown} ET".encode("cp1252", "replace")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + end


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
