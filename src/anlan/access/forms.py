"""The forms of the account page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.access.models import LONGEST_GLASS

LONGEST = int(LONGEST_GLASS.total_seconds() // 60)


class GlassForm(forms.Form):
    """Where, how long and why."""

    place = forms.IntegerField(
        label=_("Place code"),
        help_text=_("15 digits: a street, a community or a grid of your district."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=LONGEST,
        initial=30,
        help_text=_("At most 60. It ends by itself."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    reason = forms.CharField(
        label=_("Why you need to see it"),
        help_text=_("Those who supervise the place, and the auditors, read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
