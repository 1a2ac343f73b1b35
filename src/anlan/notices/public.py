"""The door of the notices room."""

from anlan.notices.bounce_mail import read_bounce
from anlan.notices.channels.kinds import WAYS
from anlan.notices.channels.settings import file as channels_file
from anlan.notices.channels.settings import make_push_key
from anlan.notices.facts import TOLD, Told
from anlan.notices.models import Notice
from anlan.notices.queries import Reach, addressed_to, count_dead, reach_of, told_about, unread_count
from anlan.notices.reactions import tell_reaction
from anlan.notices.reasons import said as reason_in_words
from anlan.notices.registries import Matter, audiences, matters, values, visible_matters
from anlan.notices.scheme import NOTICES, Message, NoticesSection
from anlan.notices.simulator.mail import mail_server as simulated_mail_server
from anlan.notices.simulator.recorded import SCENARIOS
from anlan.notices.simulator.run import simulate as run_simulation
from anlan.notices.trying import open_ways, send_test_message, trouble
from anlan.notices.verbs.agree import agree
from anlan.notices.verbs.forget_address import forget_address
from anlan.notices.verbs.give_up_delivery import give_up_delivery
from anlan.notices.verbs.keep_address import keep_address
from anlan.notices.verbs.mark_read import mark_read
from anlan.notices.verbs.prefer import prefer
from anlan.notices.verbs.retry_delivery import retry_delivery
from anlan.notices.verbs.take_bounce import take_bounce
from anlan.notices.verbs.tell import tell
from anlan.notices.verbs.tell_all import tell_all
from anlan.notices.verbs.tell_mentioned import tell_mentioned

__all__ = [
    "NOTICES",
    "SCENARIOS",
    "TOLD",
    "WAYS",
    "Matter",
    "Message",
    "Notice",
    "NoticesSection",
    "Reach",
    "Told",
    "addressed_to",
    "agree",
    "audiences",
    "channels_file",
    "count_dead",
    "forget_address",
    "give_up_delivery",
    "keep_address",
    "make_push_key",
    "mark_read",
    "matters",
    "open_ways",
    "prefer",
    "reach_of",
    "read_bounce",
    "reason_in_words",
    "retry_delivery",
    "run_simulation",
    "send_test_message",
    "simulated_mail_server",
    "take_bounce",
    "tell",
    "tell_all",
    "tell_mentioned",
    "tell_reaction",
    "told_about",
    "trouble",
    "unread_count",
    "values",
    "visible_matters",
]
