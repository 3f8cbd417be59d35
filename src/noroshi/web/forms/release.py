"""The forms of the release: sending back, and the supervisor's override."""

from noroshi.web.forms.desk_form import DeskForm, text_field
from noroshi.web.words import text_lazy


class SendBackForm(DeskForm):
    """Why a case goes back to the analyst."""

    comment = text_field(2, label=text_lazy("release.reason"))


class OverrideForm(DeskForm):
    """Why a case goes on with an old observation."""

    reason = text_field(3, label=text_lazy("release.override_reason"))
