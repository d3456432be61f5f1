"""An edition as text, in the form that `texts` reads: to be put into the repository and reviewed as a difference."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import yaml


class _Dumper(yaml.SafeDumper):
    """Nothing is written as a reference to something before it."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def edition_text(
    *,
    key: str,
    since: date,
    requirements: Mapping[str, Mapping[str, Mapping]],
    until: date | None = None,
    grace_until: date | None = None,
    competencies: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> str:
    """The text of an edition; ``requirements``: kind of category -> requirement key -> parameters.

    ``competencies``: kind -> competency -> asked or example, for kinds that have a list of their own.
    """
    document: dict = {"key": key, "in_force": {"from": since} | ({"until": until} if until else {})}
    if grace_until:
        document["grace_until"] = grace_until
    document["requirements"] = {kind: dict(asked) for kind, asked in requirements.items() if asked}
    if competencies:
        document["competencies"] = {
            kind: {
                standing: [key for key, value in standings.items() if value == standing]
                for standing in sorted(set(standings.values()))
            }
            for kind, standings in competencies.items()
        }
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, default_flow_style=None, allow_unicode=True, width=120)
