"""The engine: a portfolio and the rules of a day in, findings out.

Pure Python: no Django, no database, no clock. `assess` is the only place in the portal where hours and months are
counted; `assess_renewal` asks it what counts within a cycle. The applicant's dashboard, the gate before submission, the
reviewer's page and the command show its result.
"""

from competencies.assessment.assess import assess
from competencies.assessment.renewal import assess_renewal

__all__ = ["assess", "assess_renewal"]
