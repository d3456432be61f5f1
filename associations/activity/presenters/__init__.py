"""How years, summaries and passages look."""

from associations.activity.presenters.history import (
    STATE_TONES,
    YEAR_TONES,
    last_told,
    reopened_words,
    story,
    submission_words,
    year_story,
)
from associations.activity.presenters.leading import (
    area_rows,
    figures_sheet,
    heading_rows,
    moved_words,
    reminded_words,
    synopsis_rows,
    year_tabs,
)
from associations.activity.presenters.reading import (
    draft_sections,
    figure_rows,
    found_words,
    groups_of,
    read,
    read_sections,
    tag_choices,
)
from associations.activity.presenters.writing import (
    blank,
    editor_of,
    figure_editor,
    progress_of,
    sections_of,
    typed_editor,
)

__all__ = [
    "STATE_TONES",
    "YEAR_TONES",
    "area_rows",
    "blank",
    "draft_sections",
    "editor_of",
    "figure_editor",
    "figure_rows",
    "figures_sheet",
    "found_words",
    "groups_of",
    "heading_rows",
    "last_told",
    "moved_words",
    "progress_of",
    "read",
    "read_sections",
    "reminded_words",
    "reopened_words",
    "sections_of",
    "story",
    "submission_words",
    "synopsis_rows",
    "tag_choices",
    "typed_editor",
    "year_story",
    "year_tabs",
]
