"""Why a message could not be sent, in words and with a remedy: codes of ours, and of providers as they give them."""

from django.utils.translation import gettext, gettext_lazy

_WORDS = {
    "timeout": gettext_lazy("The provider did not answer in time."),
    "connection": gettext_lazy("The provider could not be reached: look at the network and the address."),
    "name_unknown": gettext_lazy("The provider's name is not known: look at the address and the DNS."),
    "too_fast": gettext_lazy("The provider says we send too fast: lower the pace of this way."),
    "no_address": gettext_lazy("There is no usable address of the reader any more."),
    "not_configured": gettext_lazy("This way is no longer open: look at channels.yaml."),
    "smtp_login": gettext_lazy("The mail server refuses our user or password."),
    "smtp_not_supported": gettext_lazy(
        "The mail server does not offer what the settings ask for (TLS, log-in)."
    ),
    "message_refused": gettext_lazy("The message could not be made: look at sender and sender_name."),
    "address_malformed": gettext_lazy("The address is not one of this way."),
    "address_private": gettext_lazy(
        "The address stands for a private network, and that host is not allowed."
    ),
    "address_not_https": gettext_lazy("The address is not https."),
    "address_port": gettext_lazy("The address names a port that is not allowed."),
    "token_refused": gettext_lazy(
        "The provider refuses a fresh access token: look at the application's secret."
    ),
    "answer_unreadable": gettext_lazy("The provider's answer could not be read."),
    "bounced": gettext_lazy("The mailbox sent it back."),
    "smtp_550": gettext_lazy("The mailbox does not exist, or its server refuses it."),
    "isv.AMOUNT_NOT_ENOUGH": gettext_lazy("The account at the provider has no money left: top it up."),
    "isv.MOBILE_NUMBER_ILLEGAL": gettext_lazy("The provider says that this is no telephone number."),
    "isv.SMS_TEMPLATE_ILLEGAL": gettext_lazy("The text message's template is not approved, or does not fit."),
    "isv.SMS_SIGNATURE_ILLEGAL": gettext_lazy("The text message's signature is not approved."),
    "SignatureDoesNotMatch": gettext_lazy(
        "The provider refuses our signature: look at the key and its secret."
    ),
    "errcode_60020": gettext_lazy("The provider does not know this server's address: enter its IP there."),
    "errcode_81013": gettext_lazy("The provider does not know this person: look at the id."),
    "withdrawn": gettext_lazy("The reader took their consent back."),
}


def said(reason: str) -> str:
    """Words for a code; a provider's own code is shown as it is, to be looked up there."""
    if reason in _WORDS:
        return str(_WORDS[reason])
    if reason.startswith(("http_", "smtp_")):
        return gettext("The provider answered %(code)s.") % {"code": reason.partition("_")[2]}
    return gettext("The provider's code: %(code)s") % {"code": reason or "-"}
