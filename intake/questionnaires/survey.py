"""The first walk over a file, which asks whether we can read it at all."""

from dataclasses import dataclass, field

from intake.questionnaires import problems
from intake.questionnaires.reading import Node

MOST_ITEMS = 1_000
LONGEST_LINK_ID = 255
LONGEST_URL = 255
# Element names that STU3 and DSTU2 had and R4 has no more.
OLDER_ITEM = (
    "option",
    "options",
    *(
        f"initial{kind}"
        for kind in (
            "Boolean",
            "Decimal",
            "Integer",
            "Date",
            "DateTime",
            "String",
            "Uri",
            "Coding",
        )
    ),
)


@dataclass(slots=True)
class Survey:
    """Every item of the file, before anything is made of it."""

    types: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    asked_by_others: set[str] = field(default_factory=set)
    inside: dict[str, list[str]] = field(default_factory=dict)
    found: list[problems.FileProblem] = field(default_factory=list)


def check_root(root: Node) -> None:
    """Refuse what is no R4 or R5 questionnaire. Raises a FileProblem."""
    kind = root.text("resourceType")
    if kind == "Bundle":
        raise problems.IsABundle(count=len(root.nodes("entry")))
    if kind != "Questionnaire":
        raise problems.NotAQuestionnaire
    if len(root.text("url")) > LONGEST_URL:
        raise problems.AddressTooLong("url")
    if "group" in root:
        raise problems.OlderFhir("group")
    if modifier := next(iter(root.nodes("modifierExtension")), None):
        raise problems.MustBeUnderstood(modifier.path, url=modifier.text("url"))


def survey(root: Node) -> Survey:
    """Walk over all items. Raises TooManyItems, OlderFhir or WrongShape."""
    result = Survey()
    waiting = [(node, "") for node in reversed(root.nodes("item"))]
    count = 0
    while waiting:
        node, around = waiting.pop()
        count += 1
        if count > MOST_ITEMS:
            raise problems.TooManyItems
        link_id = _register(result, node, around)
        waiting += [(child, link_id) for child in reversed(node.nodes("item"))]
    return result


def _register(result: Survey, node: Node, around: str) -> str:
    _refuse_older(node)
    link_id = node.text("linkId").strip()
    if not link_id or len(link_id) > LONGEST_LINK_ID:
        result.found.append(problems.MissingLinkId(node.path))
    elif link_id in result.types:
        result.found.append(problems.DuplicateLinkId(node.path, link_id=link_id))
    result.types[link_id] = node.text("type")
    result.paths[link_id] = node.path
    result.inside.setdefault(around, []).append(link_id)
    for condition in node.nodes("enableWhen"):
        result.asked_by_others.add(condition.text("question"))
    return link_id


def _refuse_older(node: Node) -> None:
    old_condition = any(
        "hasAnswer" in each or ("operator" not in each and len(each.fields) > 1)
        for each in node.nodes("enableWhen")
    )
    if old_condition or any(name in node for name in OLDER_ITEM):
        raise problems.OlderFhir(node.path)
