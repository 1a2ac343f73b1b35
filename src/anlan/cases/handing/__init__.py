"""移交: a unit that closes its doors hands its open work over, looked at before, case by case, with pauses.

Read `work.py` (what is open), `heirs.py` (who takes it), `foreseeing.py` (the dry view), `verbs/` and `running.py`.
"""
