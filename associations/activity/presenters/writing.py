"""How a summary looks while it is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from associations.activity.enums import Area, Heading
from associations.activity.forms import PassageForm, RemarkForm
from associations.activity.models import (
    ActivityPassage,
    ActivityRemark,
    SubmittedPassage,
)
from associations.activity.queries import Counted, written
from common.components.dates import moment_words
from common.ids import new_code


@dataclass(frozen=True)
class Editor:
    """One passage with its form. ``version`` 0: nothing is stored yet. ``stale``: what another window saved."""

    code: str
    heading: str
    form: PassageForm
    version: int = 0
    saved: str = ""
    removed: bool = False
    stale: ActivityPassage | None = None
    stale_areas: str = ""


def saved_words(row, zone: str) -> str:
    """Who saved last, and when, in the association's time."""
    return _("Last saved by %(name)s, %(moment)s") % {
        "name": row.saved_by_name,
        "moment": moment_words(row.saved_at, zone),
    }


def editor_of(passage: ActivityPassage, zone: str) -> Editor:
    """The editor of a stored passage."""
    initial = {"text": passage.text, "areas": passage.areas, "version": passage.version}
    return Editor(
        code=passage.code,
        heading=passage.heading,
        form=PassageForm(initial=initial, code=passage.code),
        version=passage.version,
        saved=saved_words(passage, zone) if passage.version else "",
        removed=bool(passage.removed_at),
    )


def typed_editor(
    code: str,
    heading: str,
    form: PassageForm,
    stored: ActivityPassage | None,
    stale: ActivityPassage | None = None,
) -> Editor:
    """What was sent, over what is stored; ``stale`` when another window saved that meanwhile."""
    return Editor(
        code=code,
        heading=heading,
        form=form,
        version=stored.version if stored else 0,
        stale=stale,
        stale_areas=area_words(stale.areas) if stale else "",
    )


def blank(heading: str) -> Editor:
    """An empty passage; its code is settled here, so that saving it twice is saving it once."""
    code = new_code()
    return Editor(code, heading, PassageForm(initial={"version": 0}, code=code))


def area_words(areas: Iterable[str]) -> str:
    """The names of the areas, in one line."""
    return ", ".join(str(Area(area).label) for area in areas)


@dataclass(frozen=True)
class Section:
    """A heading of the summary: its editors, and beside them what was submitted for the year before."""

    heading: Heading
    editors: list[Editor]
    before: list[SubmittedPassage] = field(default_factory=list)
    to_take: int = 0

    @property
    def label(self) -> str:
        return self.heading.label


def sections_of(
    passages: dict[str, list[ActivityPassage]],
    before: list[SubmittedPassage],
    zone: str,
    *,
    typed: Editor | None = None,
    more: str = "",
) -> list[Section]:
    """Every heading. ``typed``: an editor in the place of the stored one; ``more``: where an empty one is added."""
    made = []
    for heading in Heading:
        here = [one for one in passages[heading] if not one.removed_at]
        editors = [typed if typed and typed.code == one.code else editor_of(one, zone) for one in here]
        if typed and typed.heading == heading and typed.code not in {one.code for one in here}:
            editors.append(typed)
        if not editors or more == heading:
            editors.append(blank(heading.value))
        old = [one for one in before if one.heading == heading]
        taken = {one.taken_from for one in here}
        made.append(Section(heading, editors, old, sum(one.code not in taken for one in old)))
    return made


def progress_of(passages: dict[str, list[ActivityPassage]]) -> list[dict]:
    """Every heading with how many passages it has, for the way down the page."""
    return [
        {"heading": heading, "label": heading.label, "written": len(written(passages[heading]))} for heading in Heading
    ]


@dataclass(frozen=True)
class FigureEditor:
    """A counted figure with the form of the remark on it."""

    counted: Counted
    form: RemarkForm
    version: int = 0
    saved: str = ""
    stale: ActivityRemark | None = None

    @property
    def key(self) -> str:
        return self.counted.figure.key


def figure_editor(
    counted: Counted, zone: str, form: RemarkForm | None = None, stale: ActivityRemark | None = None
) -> FigureEditor:
    remark = stale or counted.remark
    version = remark.version if remark else 0
    initial = {"text": remark.text if remark else "", "version": version}
    return FigureEditor(
        counted=counted,
        form=form or RemarkForm(initial=initial, key=counted.figure.key),
        version=version,
        saved=saved_words(remark, zone) if remark else "",
        stale=stale,
    )
