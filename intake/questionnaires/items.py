"""One item of a file: taken over, adapted, or left out with a reason."""

from dataclasses import replace

from intake.questionnaires import problems
from intake.questionnaires.conditions import read_conditions
from intake.questionnaires.controls import read_control
from intake.questionnaires.definition import (
    CHOICES,
    Control,
    EnableWhen,
    Item,
    ItemType,
    Text,
)
from intake.questionnaires.limits import read_limits
from intake.questionnaires.options import Options, read_options
from intake.questionnaires.reading import Node
from intake.questionnaires.report import Change, Note, Verdict
from intake.questionnaires.sentences import Facts
from intake.questionnaires.support import KNOWN, TYPES, adaptations, unsupported
from intake.questionnaires.survey import Survey
from intake.questionnaires.texts import Reading, read_text


class ItemReader:
    """Reads items one by one and remembers what it did with each."""

    def __init__(
        self, language: str, contained: dict[str, Node], surveyed: Survey
    ) -> None:
        """Prepare for the items of one file."""
        self.language = language
        self.contained = contained
        self.surveyed = surveyed
        self.noted: dict[tuple[str, Change], Note] = {}
        self.found: list[problems.FileProblem] = []
        self.left_out: set[str] = set()
        self.ignored: set[str] = set()
        self._numbers = {each: n for n, each in enumerate(surveyed.types, start=1)}

    def read_all(self, root: Node) -> tuple[Item, ...]:
        """Read the items of the file. Raises WrongShape."""
        return self._children(root, in_list=False)

    def adapt(self, link_id: str, change: Change, facts: Facts | None = None) -> None:
        """Note that an item is asked differently."""
        self._note(Verdict.ADAPTED, link_id, change, facts or {})

    def leave_out(
        self, link_id: str, change: Change, facts: Facts | None = None
    ) -> None:
        """Note that an item, and all that stands in it, is not asked."""
        self._note(Verdict.UNSUPPORTED, link_id, change, facts or {})
        waiting = [link_id]
        while waiting:
            gone = waiting.pop()
            self.left_out.add(gone)
            waiting += self.surveyed.inside.get(gone, [])

    def _note(
        self, verdict: Verdict, link_id: str, change: Change, facts: Facts
    ) -> None:
        path = self.surveyed.paths[link_id]
        note = Note(verdict, change, path, link_id, facts)
        self.noted.setdefault((link_id, change), note)

    def _children(self, node: Node, *, in_list: bool) -> tuple[Item, ...]:
        read = [self._item(child, in_list=in_list) for child in node.nodes("item")]
        return tuple(item for item in read if item)

    def _item(self, node: Node, *, in_list: bool) -> Item | None:
        link_id = node.text("linkId").strip()
        reason = unsupported(node)
        if reason:
            self.leave_out(link_id, *reason)
            return None
        item = self._question_or_group(node, link_id, in_list=in_list)
        if item is None:
            return None
        for change, facts in adaptations(node):
            self.adapt(link_id, change, facts)
        self.ignored |= {each.text("url") for each in node.nodes("extension")} - KNOWN
        return item

    def _question_or_group(
        self, node: Node, link_id: str, *, in_list: bool
    ) -> Item | None:
        options = read_options(node, self.contained, self.language)
        kind = self._kind(node, link_id, options)
        if kind is None:
            return None
        repeats = self._repeats(node, link_id, kind, in_list=in_list)
        control, unknown = read_control(node)
        if unknown:
            self.adapt(link_id, Change.CONTROL, {"control": unknown})
        limits = read_limits(node, self.language)
        for change in limits.changes:
            self.adapt(link_id, change)
        if kind == ItemType.DISPLAY and node.nodes("item"):
            place = f"{node.path}.item"
            raise problems.WrongShape(place, place=place, expected="geen onderdelen")
        item = Item(
            link_id=link_id,
            number=self._numbers[link_id],
            type=kind,
            fhir_type=node.text("type"),
            text=self._text(node, "text", link_id),
            prefix=node.text("prefix"),
            required=node.flag("required"),
            repeats=repeats,
            options=options.found if kind in CHOICES else (),
            enable_when=self._conditions(node, link_id),
            any_condition=node.text("enableBehavior") == "any",
            control=control,
            limits=limits.limits,
            units=limits.units,
            entry_format=limits.entry_format,
        )
        for reading in options.readings:
            self._note_reading(link_id, reading)
        in_list = in_list or item.is_list
        return self._with_children(item, self._children(node, in_list=in_list))

    def _kind(self, node: Node, link_id: str, options: Options) -> ItemType | None:
        kind = TYPES[node.text("type")]
        if options.found and kind not in CHOICES:
            kind = ItemType.CHOICE  # R5 lets any type list its answers
        if kind not in CHOICES:
            return kind
        if node.text("answerConstraint") in {"optionsOrString", "optionsOrType"}:
            kind = ItemType.OPEN_CHOICE
        if options.found:
            return kind
        return self._without_options(link_id, kind, options.external)

    def _without_options(
        self, link_id: str, kind: ItemType, external: str
    ) -> ItemType | None:
        depended_on = link_id in self.surveyed.asked_by_others
        if external and not depended_on:
            self.adapt(link_id, Change.EXTERNAL_AS_TEXT, {"url": external})
            return ItemType.STRING
        if external:
            self.leave_out(link_id, Change.EXTERNAL_OPTIONS, {"url": external})
            return None
        if kind == ItemType.OPEN_CHOICE:
            self.adapt(link_id, Change.OPEN_TEXT)
            return ItemType.STRING
        path = self.surveyed.paths[link_id]
        self.found.append(problems.NoOptions(path, link_id=link_id))
        return None

    def _repeats(
        self, node: Node, link_id: str, kind: ItemType, *, in_list: bool
    ) -> bool:
        if not node.flag("repeats") or kind in {ItemType.DISPLAY, ItemType.BOOLEAN}:
            return False
        if in_list and kind not in CHOICES:
            self.adapt(link_id, Change.INNER_REPEAT)
            return False
        return True

    def _conditions(self, node: Node, link_id: str) -> tuple[EnableWhen, ...]:
        try:
            return read_conditions(node, link_id)
        except problems.BrokenCondition as problem:
            self.found.append(problem)
            return ()

    def _text(self, node: Node, name: str, link_id: str) -> Text:
        reading = read_text(node, name, self.language)
        self._note_reading(link_id, reading)
        return reading.text

    def _note_reading(self, link_id: str, reading: Reading) -> None:
        for happened, change in (
            (reading.had_unsafe_markup, Change.UNSAFE_MARKUP),
            (reading.had_markup and not reading.had_unsafe_markup, Change.MARKUP),
            (reading.had_style, Change.STYLE),
        ):
            if happened:
                self.adapt(link_id, change)

    def _with_children(self, item: Item, children: tuple[Item, ...]) -> Item | None:
        """Take the texts that belong to a question into it."""
        if not item.is_question:
            return self._readable(replace(item, items=children))
        said = [each for each in children if _belongs_to_question(each)]
        texts = {each.control: each.text for each in said}
        item = replace(
            item,
            help=texts.get(Control.HELP, item.help),
            lower=texts.get(Control.LOWER, item.lower),
            upper=texts.get(Control.UPPER, item.upper),
            notes=tuple(each.text for each in said if each.control == Control.DEFAULT),
            items=tuple(each for each in children if each not in said),
        )
        return self._readable(item)

    def _readable(self, item: Item) -> Item | None:
        if item.text or item.type == ItemType.GROUP:
            return item
        if item.help:
            self.adapt(item.link_id, Change.TEXT_FROM_HELP)
            return replace(item, text=item.help, help=Text())
        self.leave_out(item.link_id, Change.NO_TEXT)
        return None


def _belongs_to_question(child: Item) -> bool:
    return child.type == ItemType.DISPLAY and not child.enable_when
