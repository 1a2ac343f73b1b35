"""`/desk/admin/calendars/`: which days are worked, by which notice, and which years are still provisional."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import actor_of, require_anywhere
from anlan.cases.clocks.calendars import Calendar, calendar, known_calendars
from anlan.kit import clock

_BACK = 2


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year: its holidays as runs of days, the weekend days worked in exchange."""

    year: int
    notice: str
    provisional: bool
    working: int
    holidays: list[tuple[str, date, date, int]]
    made_up: list[date]


@dataclass(frozen=True, slots=True)
class Book:
    """One calendar."""

    code: str
    hours: str
    years: list[YearRow]
    first: int
    last: int


def _year(days: Calendar, year: int) -> YearRow:
    runs = [
        (str(days.names[code]), first, last, (last - first).days + 1)
        for code, first, last in days.holidays_of(year)
    ]
    return YearRow(
        year,
        days.notices.get(year, ""),
        year in days.provisional_years,
        days.working_days(year),
        runs,
        days.made_up_of(year),
    )


@never_cache
@login_required
@require_GET
def calendars(request: HttpRequest) -> HttpResponse:
    """GET /desk/admin/calendars/: the years around now; `?all=1` every year the file holds."""
    require_anywhere(actor_of(request), "parties.manage")
    this = timezone.localtime(clock.now()).year
    books = []
    for code in known_calendars():
        days = calendar(code)
        first = days.first_year if request.GET.get("all") == "1" else max(days.first_year, this - _BACK)
        years = [_year(days, year) for year in range(days.last_year, first - 1, -1)]
        hours = f"{days.opens:%H:%M}-{days.closes:%H:%M}"
        books.append(Book(code, hours, years, days.first_year, days.last_year))
    context = {"books": books, "this": this, "whole": request.GET.get("all") == "1"}
    return render(request, "cases/admin/calendars.html", context)
