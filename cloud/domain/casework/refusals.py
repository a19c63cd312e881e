"""Why a decision about a case is refused."""

from cloud.domain.problems import Problem


class ResolutionNotAllowed(Problem):
    """The case is closed, or cannot be decided like this."""

    slug = "resolution-not-allowed"
    status = 409
    title = "This case cannot be resolved like that"


REFUSALS: tuple[type[Problem], ...] = (ResolutionNotAllowed,)
