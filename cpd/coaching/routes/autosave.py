"""A draft on its ordinary page saves itself at each pause; nothing of it stays on the device."""

import uuid

from flask import jsonify
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.coaching import queries, services
from cpd.coaching.forms.visits import VisitForm
from cpd.coaching.policy import visits as policy
from cpd.coaching.routes import bp
from cpd.coaching.routes.offline import refused
from cpd.core import clock
from cpd.core.access import require
from cpd.core.database import db, transaction
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.forms import faults_of


@bp.post("/visits/<uuid:visit_id>/keep")
def visit_keep(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the draft as it stands on the page. The answer is its version, or in sentences why it was not kept."""
    actor = current_actor()
    require(policy.can_edit(actor, queries.get_visit_alone(db.session(), actor, visit_id)))
    form = VisitForm()
    if not form.validate():
        return refused(faults_of(form), 422)
    try:
        with transaction() as session:
            visit = services.save_draft(session, actor, visit_id, form.whole(), form.seen_version, clock.now())
            version = visit.version
    except StaleRecord:
        sentence = "It was changed elsewhere meanwhile. Press Save draft: both texts are shown, and nothing is lost."
        return refused([StaleRecord(sentence)], 409)
    except DomainError as error:
        return refused([error], 422)
    return jsonify(version=version)
