"""Forms of evidence from elsewhere: own certificates, trusted providers."""

from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from cpd.core.forms import OnceForm, handed_in
from cpd.core.uploads import HandedIn
from cpd.training.forms.records import OwnCertificateForm as _OwnCertificateForm


class OwnCertificateForm(_OwnCertificateForm):
    file = FileField(
        "Photograph or PDF of the certificate",
        description="PDF, JPEG or PNG of at most 5 MB. Where a photograph was taken is not kept.",
        validators=[Optional()],
        render_kw={"accept": "application/pdf,image/jpeg,image/png"},
    )

    def handed_in(self) -> HandedIn | None:
        """The file as it is kept. Raises ``DomainError`` where it is none that can be."""
        return handed_in(self.file)


class TrustedProviderForm(OnceForm):
    name = StringField(
        "Provider",
        description="As its name stands on the certificates. Capitals, accents and hyphens make no difference.",
        validators=[InputRequired("Write the name of the provider."), Length(max=200)],
    )
    course = SelectField("For which course", validators=[Optional()])
