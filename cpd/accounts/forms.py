"""The forms of the door."""

from wtforms import Field, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from cpd.accounts.rules import LONGEST_PASSWORD, PASSWORD_RULE
from cpd.core.forms import BaseForm

_NAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
_OLD = {"autocomplete": "current-password"}
_NEW = {"autocomplete": "new-password"}


def typed(field: StringField) -> str:
    """What somebody typed into a field that a form has found filled."""
    return field.data or ""


class SignInForm(BaseForm):
    name = StringField(
        "Email address or staff code",
        validators=[DataRequired("Type your email address or your staff code."), Length(max=254)],
        render_kw=_NAME,
    )
    password = PasswordField(
        "Password",
        validators=[DataRequired("Type your password."), Length(max=LONGEST_PASSWORD)],
        render_kw=_OLD,
    )
    next = HiddenField()
    # Words typed under a sign-in that ran out (kept_words.py).
    kept = HiddenField()


class ForgottenForm(BaseForm):
    name = StringField(
        "Email address or staff code",
        validators=[DataRequired("Type your email address or your staff code."), Length(max=254)],
        render_kw=_NAME,
    )


class NewPasswordForm(BaseForm):
    password = PasswordField(
        "Choose a password",
        description=PASSWORD_RULE,
        validators=[DataRequired("Type a password.")],
        render_kw=_NEW,
    )
    again = PasswordField("Type it once more", validators=[DataRequired("Type it once more.")], render_kw=_NEW)

    def validate_again(self, field: Field) -> None:
        if self.password.data and field.data != self.password.data:
            raise ValidationError("The two are not the same. Type both again.")


class LetterForm(BaseForm):
    staff_code = StringField(
        "Staff code",
        description="It is printed on the letter.",
        validators=[DataRequired("Type the staff code from the letter."), Length(max=40)],
        render_kw=_NAME,
    )
    code = StringField(
        "Code",
        description="For example KFRT-7WQM-2XHC. Small letters and missing dashes do not matter.",
        validators=[DataRequired("Type the code from the letter."), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class LetterPasswordForm(NewPasswordForm):
    """The second step of a letter: the code goes along and is shown to be right once more."""

    staff_code = HiddenField()
    code = HiddenField()


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(
        "Your password now", validators=[DataRequired("Type the password you have now.")], render_kw=_OLD
    )
