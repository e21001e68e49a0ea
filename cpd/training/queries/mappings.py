"""Reads of the mappings that are remembered for files of other systems."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.access import found
from cpd.training.models import ImportMapping


def list_mappings(session: Session) -> list[ImportMapping]:
    """By name."""
    return list(session.scalars(select(ImportMapping).order_by(ImportMapping.name)))


def get_mapping(session: Session, mapping_id: uuid.UUID) -> ImportMapping:
    return found(session.get(ImportMapping, mapping_id))
