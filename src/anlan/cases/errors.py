"""What can go wrong with a case, each named after the fact."""

from anlan.kit.errors import Conflict, Invalid, NotFound, Refused


class CaseNotFound(NotFound):
    """There is no such case among those you can see."""


class MoveForbidden(Conflict):
    """This case is “{state}” now, so “{verb}” is not possible. Reload the page to see what can be done."""


class CaseChanged(Conflict):
    """Somebody changed this case meanwhile (it is at version {version}). Look at it and send again."""


class AlreadyAccepted(Conflict):
    """{name} is already handling this case, since {since}."""


class MatterSettled(Conflict):
    """This matter is settled already. If it is not right again, please report it."""


class KeyReused(Invalid):
    """This key was used for a different report. Make a new key for a new report."""


class CapabilityUnknown(Invalid):
    """There is no capability “{name}” in this district."""


class CategoryUnknown(Invalid):
    """“{category}” is not a category here. Choose one of: {known}."""


class CategoryMissing(Invalid):
    """Choose a category before this case can be routed."""


class PlaceMissing(Invalid):
    """Say where: set a point, choose a community, or scan the code of the premises."""


class PlaceUnknown(Invalid):
    """There is no place with the code {code} in this district."""


class FrameTooLong(Invalid):
    """Name the frame of reference with at most {longest} characters: WGS84, CGCS2000, GCJ-02, BD-09 or an EPSG code."""


class PremisesUnknown(Invalid):
    """No premises have this code. Scan it again or set a point instead."""


class TimeImpossible(Invalid):
    """The time {said} cannot be right: at most {days} days ago and not in the future. Check the device's clock."""


class SaidTooEarly(Invalid):
    """The time {said} cannot be right: the unit took the case only at {begun}. Check the device's clock."""


class PromiseWrong(Invalid):
    """The promised deadline in “{key}” is not a time with its zone, such as 2026-03-02T18:00:00+08:00."""


class NoOwner(Invalid):
    """No unit owns this: no “{role}” serves this place. Choose a unit by hand and tell the administrator."""


class NoRoute(Invalid):
    """No routing clause fits this category and place. Choose a unit by hand and tell the administrator."""


class UnitUnknown(Invalid):
    """There is no open unit with this id."""


class UnitTwice(Invalid):
    """A unit can be named once only, either leading or supporting."""


class NotWithUnit(Conflict):
    """This case is no longer with that unit: it went elsewhere meanwhile."""


class CommunityShielded(Refused):
    """A residents' committee may not lead this kind of matter (社区准入): {unit} can only support."""


class NotAssigned(Refused):
    """Your unit has no open assignment in this case."""


class ObjectionSpent(Refused):
    """This unit has used its {times} objections. The case has to be handled (首接负责)."""


class ObjectionTooLate(Refused):
    """An objection had to come before {until}."""


class ObjectionWaiting(Conflict):
    """Another unit's objection waits for its decision. Yours can follow after that."""


class NoObjection(Conflict):
    """There is no open objection to decide."""


class StepUnknown(Invalid):
    """“{step}” is not a step that can come next. Possible: {possible}."""


class StepsMissing(Conflict):
    """These steps come first: {missing}."""


class AnswerMissing(Invalid):
    """Please answer “{question}”."""


class AnswerWrong(Invalid):
    """“{question}” needs {kind}."""


class SupportingOpen(Conflict):
    """Supporting units have not finished yet: {units}."""


class ClockUnknown(Invalid):
    """This case has no running clock “{clock}”."""


class ExtensionForbidden(Refused):
    """The clock “{clock}” cannot be extended (further): its rule allows {times} times up to {most}."""


class ExtensionTooLate(Refused):
    """More time had to be asked for before {until}, when the clock ran out."""


class OwnRequest(Refused):
    """Whoever asked, or works for the unit that asked, cannot decide it. Somebody else has to."""


class NoExtension(Conflict):
    """There is no open request for an extension to decide."""


class ReasonUnknown(Invalid):
    """“{reason}” is not one of the reasons this capability allows: {known}."""


class SuspensionSpent(Refused):
    """This case was suspended {times} times already, which is the most its capability allows."""


class OwnWork(Refused):
    """Whoever did the work cannot verify it. Somebody else has to look."""


class OwnRating(Refused):
    """Whoever handled the matter cannot rate it."""


class NotVerified(Conflict):
    """This case has to be verified before it is closed."""


class OutcomeUnknown(Invalid):
    """“{outcome}” is not an outcome here. Choose one of: {known}."""


class OutcomeNotEarly(Refused):
    """A case that nobody handled can only be closed as not accepted, with its reason. Choose one of: {known}."""


class ScoreWrong(Invalid):
    """Rate from 1 to {most}."""


class ReopenTooLate(Refused):
    """This case could be reopened until {until}. Please report it anew; the old one can be mentioned."""


class ReopenSpent(Refused):
    """This case was reopened {times} times already. Please report it anew."""


class MergeIntoItself(Invalid):
    """A case cannot be merged into itself."""


class MergeIntoEnded(Conflict):
    """The other case is closed already. Merge into an open one."""


class PartsTooFew(Invalid):
    """Splitting needs at least one part with its own words; the rest stays in this case."""


class PartsTooMany(Invalid):
    """A case can be split into at most {most} parts at once."""


class PhotosMissing(Invalid):
    """Choose at least one photograph."""


class DocumentsNotYours(Refused):
    """Documents are attached by those who work on the matter. Attach photographs."""


class NotYourStage(Refused):
    """Photographs from before and after the work come from those who do it. Attach yours to the report."""


class MentionUnknown(Invalid):
    """“@{name}” is nobody who may see this case. Choose from the list, with a space behind, or leave out the @."""


class MentionUnclear(Invalid):
    """“@{name}” can be several here. Write one of: {known}."""


class MentionInPublic(Invalid):
    """A note that the reporter may read names no colleague. Leave out the @, or keep the note among colleagues."""


class MentionsTooMany(Invalid):
    """A note can mention at most {most}."""


class NoteGone(NotFound):
    """There is no such note, or it was withdrawn already."""


class NoteOfSomebodyElse(Refused):
    """Only whoever wrote a note withdraws it."""


class AttachmentsTooMany(Invalid):
    """A case takes at most {most} attachments."""


class PhotographMissing(Conflict):
    """A photograph is missing: attach one {stage}, then send this again."""


class MigrationImpossible(Conflict):
    """The new version has no place for where this case stands: {problems}."""


class TooManyViews(Invalid):
    """You keep {most} views already. Forget one first."""
