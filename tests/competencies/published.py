"""The published table of the Standard, written out: what each edition asks of each kind of category."""

import datetime

EDITIONS = {
    "2018": (datetime.date(2018, 1, 1), datetime.date(2022, 8, 31)),
    "2022": (datetime.date(2022, 9, 1), datetime.date(2023, 12, 31)),
    "2024": (datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)),
    "2025": (datetime.date(2025, 1, 1), None),
}
ALL = (
    *("FA", "FS", "FRS", "MHS to 2024", "MHS 2025", "MHM-C to 2022", "MHM-C 2024", "MHM-C 2025"),
    *("MHM-P to 2022", "MHM-P from 2024", "MHM-R/F to 2022", "MHM-R/F from 2024", "ERS"),
)
COLUMN = (
    {("FA", edition): "FA" for edition in EDITIONS}
    | {("FS", edition): "FS" for edition in EDITIONS}
    | {("FRS", "2022"): "FRS", ("ERS", "2024"): "ERS", ("ERS", "2025"): "ERS"}
    | {("MHS", edition): "MHS to 2024" for edition in ("2018", "2022", "2024")}
    | {("MHS", "2025"): "MHS 2025"}
    | {("MHM-C", "2018"): "MHM-C to 2022", ("MHM-C", "2022"): "MHM-C to 2022"}
    | {("MHM-C", "2024"): "MHM-C 2024", ("MHM-C", "2025"): "MHM-C 2025"}
    | {(kind, edition): f"{kind} to 2022" for kind in ("MHM-P", "MHM-R/F") for edition in ("2018", "2022")}
    | {(kind, edition): f"{kind} from 2024" for kind in ("MHM-P", "MHM-R/F") for edition in ("2024", "2025")}
)
"""Kind and edition -> the column of the published table; what is missing was not offered."""

HIGHER_DEGREE = {"any_of": [{"key": "degree", "levels": ["master", "doctorate", "medical", "certificate"]}]}
MENTORS = tuple(column for column in ALL if column.startswith("MHM"))
MENTORS_NOW = ("MHM-C 2024", "MHM-C 2025", "MHM-P from 2024", "MHM-R/F from 2024")
AFTER_DEGREE = {"months": 24, "supervised": True, "natures": ["dyadic_therapy"], "after_degree": True}
PAID_THERAPY = {"months": 24, "paid": True, "supervised": True, "natures": ["dyadic_therapy"]}
WITH_INTERNSHIP = PAID_THERAPY | {"internship": {"months": 12, "supervisor_kinds": ["MHS", "MHM-C"]}}


def columns(names, params):
    return dict.fromkeys(names, params)


MHM_C = ("MHM-C to 2022", "MHM-C 2024", "MHM-C 2025")
MHM_P = ("MHM-P to 2022", "MHM-P from 2024")
MHM_R_F = ("MHM-R/F to 2022", "MHM-R/F from 2024")
MHS = ("MHS to 2024", "MHS 2025")
TABLE = {
    "education": {
        "FA": {
            "any_of": [
                {
                    "key": "degree",
                    "levels": ["associate", "bachelor", "master", "doctorate", "medical"],
                    "related_levels": ["associate"],
                },
                {"key": "cda", "levels": ["cda"]},
            ],
            "or_work": {"months": 24, "paid": True, "volunteers": True},
        },
        "MHS 2025": {
            "any_of": [{"key": "degree", "levels": ["master", "doctorate", "medical"]}],
            "or_licence": {"kind": "mental_health"},
        },
    }
    | columns(("MHS to 2024", *MENTORS), HIGHER_DEGREE),
    "work.months": columns(("FS", "FRS"), {"months": 24, "paid": True, "natures": ["prevention"]})
    | columns(("MHS to 2024", "MHM-C to 2022", "MHM-C 2024"), AFTER_DEGREE)
    | columns(("MHS 2025", "MHM-C 2025"), WITH_INTERNSHIP)
    | columns(MHM_P, {"months": 36, "natures": ["policy_leadership"], "after_degree": True})
    | columns(MHM_R_F, {"months": 36, "natures": ["teaching_research"], "after_degree": True}),
    "work.families": {"FS": {"families": 10}},
    "training.hours": columns(("FA", "FS", "MHS to 2024"), {"hours": 30})
    | columns(("MHS 2025", "MHM-P from 2024", "MHM-R/F from 2024"), {"hours": 33})
    | columns(("FRS", "MHM-C 2024", "MHM-C 2025"), {"hours": 48}),
    "training.iecmh": columns(("FRS", *MENTORS_NOW), {"hours": 30}),
    "training.giving_rsc": columns(("FRS", "MHM-C 2024", "MHM-C 2025", "ERS"), {"hours": 15}),
    "training.dei": columns(("FRS", *MENTORS_NOW), {"hours": 3}),
    "rsc.hours": columns(("FS", "FRS"), {"hours": 24})
    | {"MHS to 2024": {"hours": 50, "after_degree": True}}
    | columns(("MHS 2025", *MHM_C), {"hours": 50}),
    "rsc.about_rsc_given": columns(MHM_C, {"hours": 25}) | {"ERS": {"hours": 12}},
    "rsc.sources": columns(("FS", "FRS", *MHS, *MHM_C), {"others": 1}),
    "rsc_given.months": columns(MHM_C, {"months": 36}) | {"ERS": {"months": 12}},
    "leadership.months": {"FRS": {"months": 12}}
    | columns(MHM_C, {"months": 36, "kinds": ["practice"]})
    | columns(MHM_P, {"months": 36, "kinds": ["policy"]})
    | columns(MHM_R_F, {"months": 36, "kinds": ["research_faculty"]}),
    "references.count": columns(ALL[:-1], {"count": 3}) | {"ERS": {"count": 2}},
    "references.roles": {
        "FA": {"places": [["current_supervisor"]]},
        "FS": {
            "places": [
                ["current_supervisor"],
                ["rsc_provider"],
                ["supervisor", "teacher", "trainer", "consultant", "colleague"],
            ]
        },
        "ERS": {"places": [["rsc_provider"], ["supervisee"]]},
    }
    | columns(MHS, {"places": [["supervisor", "current_supervisor"], ["rsc_provider"]]})
    | columns(
        MHM_C,
        {
            "places": [
                ["supervisor", "current_supervisor", "teacher", "trainer", "consultant", "colleague"],
                ["rsc_provider"],
                ["rsc_recipient"],
            ]
        },
    ),
    "references.endorsed": {"FA": {"count": 1, "vetted": True}} | columns(("FS", *MHS), {"count": 1}),
    "agreements.code_of_ethics": columns(ALL, {}),
    "agreements.endorsement_agreement": columns(ALL, {}),
    "membership": columns(ALL, {"of": "any"}),
    "prerequisite": {"ERS": {"kinds": ["FS", "MHS"]}},
    "competencies": columns(ALL[:-1], {}),
    "exam": columns(("MHS to 2024", *MENTORS), {}),
}
KIND = {
    "IFA": "FA", "ECFA": "FA", "IFS": "FS", "ECFS": "FS", "IFRS": "FRS", "ECFRS": "FRS", "IMHS": "MHS",
    "ECMHS": "MHS", "IMHM-C": "MHM-C", "ECMHM-C": "MHM-C", "IMHM-P": "MHM-P", "ECMHM-P": "MHM-P",
    "IMHM-R/F": "MHM-R/F", "ECMHM-R/F": "MHM-R/F", "ERS": "ERS",
}  # fmt: skip
