"""事项: report, triage, route, dispatch, act, verify, close."""
