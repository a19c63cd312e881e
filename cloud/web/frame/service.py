"""Pages about the platform itself."""

from cloud.http.call import Call
from cloud.http.problems import all_problems
from cloud.web.frame.answers import Answer, Page


async def show_problem_types(_call: Call) -> Answer:
    """Explain every problem type; the address of one leads here."""
    return Page("problem_types.html", {"kinds": all_problems()})
