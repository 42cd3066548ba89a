"""What hangs on a question that was left out."""

from dataclasses import replace

from intake.questionnaires.definition import EnableWhen, Item
from intake.questionnaires.items import ItemReader
from intake.questionnaires.report import Change


def without_dependents(items: tuple[Item, ...], reader: ItemReader) -> tuple[Item, ...]:
    """Leave out what could only be reached through something left out.

    Showing it to everybody would ask people what does not concern them, and
    evaluating "is not" over a question nobody was asked would do just that.
    """
    while True:
        gone = len(reader.left_out)
        items = _pruned(items, reader)
        if len(reader.left_out) == gone:
            return items


def _pruned(items: tuple[Item, ...], reader: ItemReader) -> tuple[Item, ...]:
    kept = []
    for item in items:
        conditions = tuple(
            each for each in item.enable_when if each.question not in reader.left_out
        )
        if _unreachable(item, conditions):
            reader.leave_out(item.link_id, Change.DEPENDS)
            continue
        if len(conditions) < len(item.enable_when):
            reader.adapt(item.link_id, Change.LOST_CONDITION)
        inner = _pruned(item.items, reader)
        kept.append(replace(item, enable_when=conditions, items=inner))
    return tuple(kept)


def _unreachable(item: Item, conditions: tuple[EnableWhen, ...]) -> bool:
    lost = len(item.enable_when) - len(conditions)
    return bool(lost) and (not item.any_condition or not conditions)
