"""Who may open the pages of evidence from elsewhere: own certificates, trusted providers, records to take along."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.core.raw_tables import RawTable
from cpd.people.models import StagedImport
from cpd.training.models import CertificateFile, Completion, ImportMapping, OwnCertificate, TrustedProvider
from tests.training.leaver import add_leaver
from tests.world import NOW, PEOPLE, TODAY, World

_EVERYBODY = set(PEOPLE)
_LEAD = {"development_lead"}
_IMPORT = {"administrator", "development_lead"}
_CHECK = {"office", "development_lead"}

EVIDENCE_ACCESS: dict[str, set[str]] = {
    "training.own_certificate_file": {*_CHECK, "teacher"},
    "training.trusted_provider_index": _LEAD,
    "training.mapping_index": _IMPORT,
    "training.mapping_columns": _IMPORT,
    "training.mapping_courses": _IMPORT,
    "training.record_show": _EVERYBODY,
    "training.record_pdf": _EVERYBODY,
    "training.record_bundle": _EVERYBODY,
    "training.record_badge": {"teacher"},
    "training.record_leavers": _CHECK,
    "training.record_of_leaver": _CHECK,
}
EVIDENCE_WRITES: dict[str, set[str]] = {
    "training.own_certificate_withdraw": {"teacher"},
    "training.trusted_provider_remove": _LEAD,
    "training.mapping_forget": _IMPORT,
}
EVIDENCE_PUBLIC = {
    "training.badge_issuer",
    "training.badge_keys",
    "training.badge_key",
    "training.badge_achievement",
}


def evidence_examples(session: Session, world: World) -> dict[str, dict[str, Any]]:
    """Rosa's certificate with a file, her completion, a provider, and somebody who left Hazel Down."""
    certificate_id = session.scalars(select(OwnCertificate.id)).one()
    completion_id = session.scalars(
        select(Completion.id).where(Completion.person_id == world.person("teacher"))
    ).first()
    with transaction() as writing:
        writing.add(
            CertificateFile(
                own_certificate_id=certificate_id,
                name="first.pdf",
                media_type="application/pdf",
                sha256="",
                content=b"",
            )
        )
        provider = TrustedProvider(name="Bramble First Aid", sort_name="bramble first aid", since=TODAY)
        writing.add(provider)
        mapping = ImportMapping(name="Lantern", columns={"course_code": "Module"}, courses={})
        # By the lead, whose upload an administrator sees as well.
        staged = StagedImport(
            kind="completions",
            file_name="lantern.csv",
            uploaded_by_id=world.person("development_lead"),
            uploaded_at=NOW,
            content=RawTable(1, ("Module",), ("Module",), ((2, ("Fire",)),), 0, (), ()).to_json(),
            options={},
        )
        writing.add_all([mapping, staged])
        leaver_id = add_leaver(writing, world, TODAY - dt.timedelta(30))
        writing.flush()
        provider_id, mapping_id, import_id = provider.id, mapping.id, staged.id
    certificate = {"certificate_id": certificate_id}
    return {
        "training.own_certificate_file": certificate,
        "training.own_certificate_withdraw": certificate,
        "training.trusted_provider_remove": {"provider_id": provider_id},
        "training.mapping_forget": {"mapping_id": mapping_id},
        "training.mapping_columns": {"import_id": import_id},
        "training.mapping_courses": {"import_id": import_id},
        "training.record_badge": {"completion_id": completion_id},
        "training.record_of_leaver": {"person_id": leaver_id},
        "training.badge_key": {"key_id": "none"},
        "training.badge_achievement": {"code": "HS-FIRE"},
    }
