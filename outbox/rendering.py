"""A message's words: subject and text, in the recipient's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.template import Context, Engine
from django.utils import translation

from outbox.templates import named


@dataclass(frozen=True, slots=True)
class Mail:
    """What is sent. It prints as nothing."""

    subject: str = field(repr=False)
    body: str = field(repr=False)
    sender: str = field(repr=False)


def render(template: str, variables: Mapping[str, str], *, language: str) -> Mail:
    """Put the variables in the text. Raises UnknownTemplate and as `require`.

    The check of posting is repeated: rows outlive releases of the portal.
    """
    mail = named(template)
    mail.require(variables)
    with translation.override(language):
        text = Engine.get_default().get_template(mail.path)
        # Plain text: nothing to escape.
        body = text.render(Context(dict(variables), autoescape=False))
        return Mail(str(mail.subject), body.strip() + "\n", variables["practice_name"])
