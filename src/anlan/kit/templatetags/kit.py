"""Tags and filters for every page: time in the reader's words, components."""

from django import template

register = template.Library()
