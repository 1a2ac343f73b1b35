"""What can go wrong with a call, each named after the fact."""

from anlan.kit.errors import Conflict, Invalid, NotFound, Refused


class NoEarlierHere(Refused):
    """The capability “{capability}” does not allow a look at a caller's earlier matters."""


class AnswerElsewhere(Refused):
    """This matter lies outside your area: pass it on, and its own operators will answer it."""


class OutcomeNotInCall(Refused):
    """A call cannot end with “{outcome}”. Choose one of: {known}."""


class ArticleUnknown(Invalid):
    """There is no knowledge article “{article}” in this capability any more."""


class ArticleExpired(Refused):
    """The article “{title}” was valid until {until}. Pass the matter on, and tell whoever keeps the article."""


class CallOver(Conflict):
    """This call is taken in already. Anything else needs a new call."""


class NoCallbacks(Refused):
    """The capability “{capability}” promises no calls back."""


class CallbackWaits(Conflict):
    """A call back is promised in this case already."""


class CallbackTimeWrong(Invalid):
    """Promise a call back for a time that is still to come, at most {days} days from now."""


class CallbackNotFound(NotFound):
    """There is no such call back among those you can see."""


class CallbackTaken(Conflict):
    """{name} has taken this call since {since}."""


class CallbackOver(Conflict):
    """This call back is settled already."""


class CallbackNotYours(Conflict):
    """Take this call first, so that nobody else calls at the same time."""


class NotAPromise(Conflict):
    """This call asks how it was. Record the answers, or that the caller declined."""


class NotASurvey(Conflict):
    """This call was promised; it asks no questions."""


class OwnSurvey(Refused):
    """You or your unit handled this case. Somebody else has to ask how it was."""


class SurveyAnswerMissing(Invalid):
    """Ask every question: “{question}” has no answer yet. Who does not want to answer has declined."""
