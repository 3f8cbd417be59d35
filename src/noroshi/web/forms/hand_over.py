"""Discarding a hand-over before its file was written."""

from noroshi.web.forms.desk_form import DeskForm, label, line_field


class DiscardForm(DeskForm):
    """Why it does not leave."""

    reason = line_field(200, label=label("hand_over_reason"))
