"""批量办理: one thing done to many cases, looked at before, run in portions, and put back where it can be.

Nothing here changes a case by itself: every change is one call of the case's own verb, by whoever began the run, under
what they may do at that moment.
"""
