"""A response with its answers open: what the door gave, laid out."""

import functools
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from audit.actors import Actor
from crypto.holding import Keyholder
from intake.questionnaires.answers import Answers
from intake.questionnaires.logic import Visibility, look
from intake.questionnaires.pages import Layout, Page, Section
from intake.responses.models import Response
from intake.responses.verbs import Content
from patients.door import open_records
from patients.kinds import Kind, Purpose


@dataclass(frozen=True, repr=False)
class OpenResponse:
    """The answers of one response, as they were saved. Never printed."""

    response: Response
    contents: dict[str, Content]
    revisions: dict[str, int]

    @property
    def layout(self) -> Layout:
        """The pages of the version this response is pinned to."""
        return self.response.version.layout

    @functools.cached_property
    def answers(self) -> Answers:
        """All answers as one document."""
        return {
            link_id: answer
            for content in self.contents.values()
            for link_id, answer in content["answers"].items()
        }

    @functools.cached_property
    def seen(self) -> frozenset[str]:
        """The addresses of the pages that were passed."""
        return frozenset(
            address for content in self.contents.values() for address in content["seen"]
        )

    @functools.cached_property
    def visibility(self) -> Visibility:
        """Which questions are for this person, given the answers."""
        return look(self.layout.questionnaire, self.answers)

    def section_of(self, page: Page) -> Section:
        """Return the section a page stands in."""
        return self.layout.sections[page.section - 1]

    def revision_of(self, section: Section) -> int:
        """Return which save of a section these answers come from; 0 for none."""
        return self.revisions.get(key_of(section), 0)

    def content_of(
        self, section: Section, answers: Answers, *, passed: str = ""
    ) -> Content:
        """Return what one section holds of an answer document."""
        own = _link_ids(section)
        seen = self.seen | ({passed} if passed else set())
        addresses = {page.address for page in section.pages}
        return {
            "answers": {key: value for key, value in answers.items() if key in own},
            "seen": sorted(seen & addresses),
        }


@contextmanager
def open_response(
    response: Response, *, by: Actor, purpose: Purpose, holding: Keyholder | None
) -> Generator[OpenResponse]:
    """Open a response's answers through the door, with the key of who looks.

    Raises what the door raises.
    """
    with open_records(
        [response.person_id],
        kinds={Kind.HEALTH},
        by=by,
        purpose=purpose,
        holding=holding,
        thing=("response", str(response.id)),
    ) as records:
        sections = list(response.sections.all())
        yield OpenResponse(
            response,
            {each.key: records.read(each.content) for each in sections},
            {each.key: each.revision for each in sections},
        )


def key_of(section: Section) -> str:
    """Return the name under which a section is stored."""
    return str(section.number)


def _link_ids(section: Section) -> frozenset[str]:
    return frozenset(
        item.link_id
        for page in section.pages
        for question in page.questions
        for item in question.walk()
    )


def response_of(invitation_id: uuid.UUID) -> Response | None:
    """Find the response of an invitation, with what its pages need."""
    return (
        Response.objects.select_related("version", "invitation__entry", "submission")
        .filter(invitation_id=invitation_id)
        .first()
    )
