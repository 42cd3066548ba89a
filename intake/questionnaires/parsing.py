"""From a hostile file to a questionnaire, with a report of every difference."""

import hashlib
import json

from intake.questionnaires import problems
from intake.questionnaires.conditions import check_conditions, refuse_cycles
from intake.questionnaires.definition import Item, Questionnaire
from intake.questionnaires.items import ItemReader
from intake.questionnaires.pruning import without_dependents
from intake.questionnaires.reading import Json, Node, read
from intake.questionnaires.report import ImportReport
from intake.questionnaires.survey import Survey, check_root, survey
from intake.questionnaires.texts import read_text


def parse(raw: bytes) -> ImportReport:
    """Read a file. Raises ImportRefused, which names every problem it has."""
    root = read(raw)
    try:
        return _parse(root, raw)
    except problems.FileProblem as problem:
        raise problems.ImportRefused(problem) from None


def _parse(root: Node, raw: bytes) -> ImportReport:
    check_root(root)
    surveyed = survey(root)
    _stop_at(surveyed.found)
    reader = ItemReader(root.text("language"), _contained(root), surveyed)
    items = reader.read_all(root)
    everything = [each for item in items for each in item.walk()]
    reader.found += check_conditions(everything, surveyed.types, surveyed.paths)
    _stop_at(reader.found)
    items = without_dependents(items, reader)
    questionnaire = _questionnaire(root, items)
    if not any(item.is_question for item in questionnaire.walk()):
        raise problems.NoItems
    refuse_cycles(questionnaire)
    return _report(questionnaire, reader, surveyed, raw.decode("utf-8-sig"), root)


def _stop_at(found: list[problems.FileProblem]) -> None:
    if found:
        raise problems.ImportRefused(*found)


def _contained(root: Node) -> dict[str, Node]:
    return {
        node.text("id").removeprefix("#"): node
        for node in root.nodes("contained")
        if node.text("resourceType") == "ValueSet"
    }


def _questionnaire(root: Node, items: tuple[Item, ...]) -> Questionnaire:
    language = root.text("language")
    title, description, rights = (
        read_text(root, name, language).text
        for name in ("title", "description", "copyright")
    )
    if not title:
        title = read_text(root, "name", language).text
    return Questionnaire(
        url=root.text("url"),
        version=root.text("version"),
        title=title,
        description=description,
        copyright=rights,
        language=title.language,
        items=items,
    )


def _report(
    questionnaire: Questionnaire,
    reader: ItemReader,
    surveyed: Survey,
    source: str,
    root: Node,
) -> ImportReport:
    noted = {link_id for link_id, _ in reader.noted}
    return ImportReport(
        questionnaire=questionnaire,
        source=source,
        content_hash=canonical_hash(root.fields),
        taken=tuple(
            each for each in surveyed.types if each not in noted | reader.left_out
        ),
        notes=tuple(reader.noted.values()),
        ignored=tuple(sorted(reader.ignored)),
    )


def canonical_hash(fields: dict[str, Json]) -> str:
    """Name a definition by its content: SHA-256 over sorted, spaceless JSON."""
    canonical = json.dumps(
        fields,
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        default=_number,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _number(value: object) -> str:
    """Keep a decimal apart from the string that looks like it."""
    return f"decimal:{value}"
