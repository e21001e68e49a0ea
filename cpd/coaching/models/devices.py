"""Devices that keep coaching offline."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from cpd.core.models import Base, Identified


class OfflineDevice(Identified, Base):
    """A device on which somebody keeps caseload and drafts, locked by a PIN that never leaves it."""

    __tablename__ = "offline_device"
    __table_args__ = (Index("ix_offline_device_person_id", "person_id"),)

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    switched_on_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    # From then on the device wipes itself at its next contact.
    switched_off_at: Mapped[dt.datetime | None]
