"""The kinds of visit that every trust starts from."""

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching.models import KindOfVisit
from cpd.coaching.rules.kinds import KindShape
from cpd.core import paths


def load_kinds(session: Session) -> None:
    """Add the shipped kinds that are missing. One that the trust has changed or ended stays as it is."""
    content = yaml.safe_load((paths.SEEDS / "kinds_of_visit.yaml").read_text("utf-8"))
    known = set(session.scalars(select(KindOfVisit.code)))
    session.add_all(
        KindOfVisit(**{**kind, "shape": KindShape(kind["shape"])})
        for kind in content["kinds"]
        if kind["code"] not in known
    )
